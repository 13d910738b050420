//! What other tools call the same fault: the checks of Prowler (by name), of AWS
//! Security Hub (by control) and of the CIS AWS Foundations Benchmark 7.0 (by
//! item). Most rules have no counterpart: those tools ask whether there is a
//! second factor, and not what hangs on it.

/// Returns the checks of other tools that look for what a rule looks for.
pub(super) fn checks(rule: &str) -> &'static [&'static str] {
    match rule {
        "no-second-factor" => &[
            "prowler:iam_root_mfa_enabled",
            "prowler:iam_user_mfa_enabled_console_access",
            "prowler:iam_administrator_access_with_mfa",
            "securityhub:IAM.5",
            "securityhub:IAM.9",
            "securityhub:IAM.19",
            "cis-aws-7.0:2.5",
            "cis-aws-7.0:2.10",
        ],
        "no-security-contact" => &[
            "prowler:account_security_contact_information_is_registered",
            "securityhub:Account.1",
            "cis-aws-7.0:2.3",
        ],
        "no-other-contact" => &[
            "prowler:account_maintain_different_contact_details_to_security_billing_and_operations",
        ],
        "not-phishing-resistant" => &[
            "prowler:iam_root_hardware_mfa_enabled",
            "prowler:iam_user_hardware_mfa_enabled",
            "securityhub:IAM.6",
            "cis-aws-7.0:2.6",
        ],
        "root-access-key" => {
            &["prowler:iam_no_root_access_key", "securityhub:IAM.4", "cis-aws-7.0:2.4"]
        }
        "root-used-daily" => &["prowler:iam_avoid_root_usage", "cis-aws-7.0:2.7"],
        "stale-contact" => &["prowler:account_maintain_current_contact_details", "cis-aws-7.0:2.2"],
        "old-access-key" => &["prowler:iam_rotate_access_key_90_days", "securityhub:IAM.3"],
        "unused-credential" => &[
            "prowler:iam_user_accesskey_unused",
            "prowler:iam_user_console_access_unused",
            "securityhub:IAM.22",
            "cis-aws-7.0:2.11",
        ],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::super::RULES;
    use super::checks;

    #[test]
    fn names_checks_of_rules_that_exist_each_once() {
        let mut all: Vec<&str> = RULES.iter().flat_map(|rule| checks(rule.id)).copied().collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!((all.len(), count), (29, 29));
    }
}
