"""Worked cases, and sets of advice, that several scenarios are about."""

from __future__ import annotations

CITY_WATER = {
    "focal_role": "customer",
    "customer_group": "operator_critical",
    "product_customization": "customized",
    "sales_channel": "consulting_engineer",
    "data_trust": "low",
    "relationship_phase": "foundational",
    "customer_iot_knowledge": "low",
    "customer_preparedness": "low",
    "personal_contact": "none",
    "iot_communication": "sparse",
    "complementarity": "not_assessed",
    "asset_stage": "base_systems",
    "dedicated_staff": "no",
    "knowledge_routine": "monitoring_adhoc",
    "governance_mode": "contractual",
    "m2m_exchange": "planned",
    "benefit_distribution": "mainly_provider",
}

DOSING = {
    "focal_role": "supplier",
    "customer_group": "operator_noncritical",
    "sales_channel": "consulting_engineer",
    "product_customization": "standardized",
    "relationship_phase": "not_started",
    "data_trust": "low",
    "personal_contact": "none",
    "preferred_channels_used": "yes",
    "iot_communication": "open",
    "customer_iot_knowledge": "low",
    "perceived_usefulness": "low",
    "complementarity": "absent",
    "capability_gap": "yes",
    "platform_model": "classic",
    "supplier_stickiness": "high",
}

PACKAGING = {
    "focal_role": "provider",
    "product_customization": "customized",
    "sales_channel": "direct",
    "data_trust": "high",
    "relationship_phase": "foundational",
    "customer_group": "industrial",
    "relationship_history": "long_satisfied",
    "personal_contact": "regular",
    "preferred_channels_used": "yes",
    "iot_communication": "open",
    "customer_iot_knowledge": "medium",
    "complementarity": "present",
    "complementarity_reviewed": "yes",
    "asset_stage": "base_systems",
    "dedicated_staff": "no",
    "knowledge_routine": "integrated",
    "systems_integrated": "no",
    "governance_mode": "relational",
    "incentives_aligned": "no",
}

MANUFACTURERS = {
    "weigh-platform-models",
    "review-platform-model",
    "new-model-loose-supplier-ties",
    "replaceable-supplier-interfaces",
    "share-risk-with-suppliers",
    "earn-stickiness-by-mutual-value",
    "bring-onto-platform",
    "pilot-with-direct-customized",
}
"""Advice that follows the manufacturer's own aims."""
