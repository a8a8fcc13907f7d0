"""The advisor as a library: facts in, typed objects out. Needs nothing but the package itself."""

from advisor import Advisor, ProfileError


def main() -> None:
    advisor = Advisor()  # loads and checks the knowledge; keep it, it may be used from several threads

    assessment = advisor.assess(
        {"product_customization": "standardized", "sales_channel": "consulting_engineer", "data_trust": "low"},
        name="Wastewater operators, northern region",
    )
    for each in assessment.recommendations:
        print(f"{each.rank:2}  {each.horizon:5}  {each.title}  [{each.grade}; {', '.join(each.citations)}]")
    for tension in assessment.tensions:
        print(f"{tension.id}: {tension.text}")

    first = assessment.recommendations[0]
    why = advisor.why(assessment.profile.facts, first.id)
    print("because of", ", ".join(f"{name} = {value}" for name, value in why.facts.items()))

    try:
        advisor.assess({"sales_channel": "wholesale"})
    except ProfileError as error:
        for issue in error.issues:
            print(f"{issue.path}: {issue.what}; {issue.hint}")


if __name__ == "__main__":
    main()
