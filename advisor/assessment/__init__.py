"""What fired becomes the assessment: advice in order, each piece with its proof's grade, support and citations."""

from advisor.assessment.assessor import Assessor

__all__ = ["Assessor"]
