//! What several answers show in the same way.

use aws_wire::xml::Element;
use aws_wire::{Moment, encode_strict};
use identity::Timestamp;
use identity::tags::Tag;
use service::iam::login_profiles::ProfileView;
use service::iam::roles::RoleView;
use service::iam::simulation::Evaluated;
use service::iam::{Attached, GroupView, PolicyView, UserLine, UserView, VersionView};
use service::sts::Credentials;

/// Returns a moment as answers write it.
pub(crate) fn moment(at: Timestamp) -> Moment {
    Moment::from_unix_seconds(at.as_micros().div_euclid(1_000_000))
}

/// Writes temporary credentials.
pub(crate) fn credentials(xml: &mut Element<'_>, given: &Credentials) {
    xml.element("Credentials", |xml| {
        xml.text("AccessKeyId", &given.access_key_id)
            .text("SecretAccessKey", &given.secret)
            .text("SessionToken", &given.session_token)
            .time("Expiration", moment(given.expires));
    });
}

/// Writes a user, all that is known.
pub(crate) fn user(xml: &mut Element<'_>, user: &UserView) {
    listed_user(xml, &user.line());
    boundary(xml, user.boundary.as_deref());
    tags(xml, &user.tags);
}

/// Writes a user as GetAccountAuthorizationDetails does: when the password was used is
/// not among what is told.
pub(crate) fn user_detail(xml: &mut Element<'_>, user: &UserView) {
    named_user(xml, &user.line());
    boundary(xml, user.boundary.as_deref());
    tags(xml, &user.tags);
}

fn named_user(xml: &mut Element<'_>, user: &UserLine<'_>) {
    xml.maybe("Path", user.path)
        .maybe("UserName", user.name)
        .text("UserId", user.id)
        .text("Arn", user.arn)
        .time("CreateDate", moment(user.created));
}

/// Writes a user as lists do: without boundary and tags.
pub(crate) fn listed_user(xml: &mut Element<'_>, user: &UserLine<'_>) {
    named_user(xml, user);
    if let Some(at) = user.password_last_used {
        xml.time("PasswordLastUsed", moment(at));
    }
}

/// Writes a group.
pub(crate) fn group(xml: &mut Element<'_>, group: &GroupView) {
    xml.text("Path", &group.path)
        .text("GroupName", &group.name)
        .text("GroupId", &group.id)
        .text("Arn", &group.arn)
        .time("CreateDate", moment(group.created));
}

/// Writes a managed policy.
pub(crate) fn policy(xml: &mut Element<'_>, policy: &PolicyView) {
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    xml.text("PolicyName", &policy.name)
        .text("PolicyId", &policy.id)
        .text("Arn", &policy.arn)
        .text("Path", &policy.path)
        .text("DefaultVersionId", &policy.default_version)
        .integer("AttachmentCount", number(policy.attachments))
        .integer("PermissionsBoundaryUsageCount", number(policy.boundary_uses))
        .boolean("IsAttachable", true)
        .maybe("Description", policy.description.as_deref())
        .time("CreateDate", moment(policy.created))
        .time("UpdateDate", moment(policy.updated));
    tags(xml, &policy.tags);
}

/// Writes a version of a managed policy.
pub(crate) fn version(xml: &mut Element<'_>, version: &VersionView) {
    if let Some(text) = &version.document {
        document(xml, "Document", text);
    }
    xml.text("VersionId", &version.id)
        .boolean("IsDefaultVersion", version.is_default)
        .time("CreateDate", moment(version.created));
}

/// Writes a policy document: the same bytes, percent-encoded (RFC 3986).
pub(crate) fn document(xml: &mut Element<'_>, name: &str, text: &str) {
    xml.text(name, &encode_strict(text));
}

/// Writes an attached policy.
pub(crate) fn attached(xml: &mut Element<'_>, policy: &Attached) {
    xml.text("PolicyName", &policy.name).text("PolicyArn", &policy.arn);
}

/// Writes a tag.
pub(crate) fn tag(xml: &mut Element<'_>, tag: &Tag) {
    xml.text("Key", &tag.key).text("Value", &tag.value);
}

/// Writes tags, or nothing for none.
pub(crate) fn tags(xml: &mut Element<'_>, tags: &[Tag]) {
    if !tags.is_empty() {
        xml.list("Tags", tags, tag);
    }
}

/// Writes a role as lists do.
pub(crate) fn listed_role(xml: &mut Element<'_>, role: &RoleView) {
    short_role(xml, role);
    xml.maybe("Description", role.description.as_deref())
        .integer("MaxSessionDuration", role.max_session.into());
}

/// Writes a role that was just made: AWS leaves out how long its sessions last.
pub(crate) fn created_role(xml: &mut Element<'_>, role: &RoleView) {
    short_role(xml, role);
    xml.maybe("Description", role.description.as_deref());
    boundary(xml, role.boundary.as_deref());
    tags(xml, &role.tags);
}

/// Writes a role, all that is known.
pub(crate) fn role(xml: &mut Element<'_>, role: &RoleView) {
    listed_role(xml, role);
    boundary(xml, role.boundary.as_deref());
    tags(xml, &role.tags);
    xml.element("RoleLastUsed", |xml| {
        if let Some(at) = role.last_used {
            xml.time("LastUsedDate", moment(at)).text("Region", "us-east-1");
        }
    });
}

fn short_role(xml: &mut Element<'_>, role: &RoleView) {
    xml.text("Path", &role.path)
        .text("RoleName", &role.name)
        .text("RoleId", &role.id)
        .text("Arn", &role.arn)
        .time("CreateDate", moment(role.created));
    document(xml, "AssumeRolePolicyDocument", &role.trust_policy);
}

/// Writes a permissions boundary, or nothing for none.
fn boundary(xml: &mut Element<'_>, arn: Option<&str>) {
    if let Some(arn) = arn {
        xml.element("PermissionsBoundary", |xml| {
            xml.text("PermissionsBoundaryType", "Policy").text("PermissionsBoundaryArn", arn);
        });
    }
}

/// Writes that a user has a password.
pub(crate) fn login_profile(xml: &mut Element<'_>, profile: &ProfileView) {
    xml.text("UserName", &profile.user_name)
        .time("CreateDate", moment(profile.created))
        .boolean("PasswordResetRequired", profile.reset_required);
}

/// Writes a role among authorization details, whose model has less.
pub(crate) fn role_detail(xml: &mut Element<'_>, role: &RoleView) {
    short_role(xml, role);
    boundary(xml, role.boundary.as_deref());
    tags(xml, &role.tags);
    xml.element("RoleLastUsed", |xml| {
        if let Some(at) = role.last_used {
            xml.time("LastUsedDate", moment(at)).text("Region", "us-east-1");
        }
    });
}

/// Writes a policy among authorization details, whose model has no tags.
pub(crate) fn policy_detail(xml: &mut Element<'_>, view: &PolicyView) {
    policy(xml, &PolicyView { tags: Vec::new(), ..view.clone() });
}

/// Writes what a simulation decided.
pub(crate) fn evaluated(xml: &mut Element<'_>, found: &Evaluated) {
    xml.text("EvalActionName", &found.action)
        .text("EvalResourceName", &found.resource)
        .text("EvalDecision", found.decision)
        .list("MatchedStatements", &found.matched, |xml, statement| {
            xml.text("SourcePolicyId", &statement.policy);
            for (name, at) in [("StartPosition", statement.start), ("EndPosition", statement.end)] {
                xml.element(name, |xml| {
                    xml.integer("Line", at.line.into()).integer("Column", at.column.into());
                });
            }
        })
        .texts("MissingContextValues", found.missing_context.iter().map(String::as_str));
    if let Some(allowed) = found.allowed_by_boundary {
        xml.element("PermissionsBoundaryDecisionDetail", |xml| {
            xml.boolean("AllowedByPermissionsBoundary", allowed);
        });
    }
}
