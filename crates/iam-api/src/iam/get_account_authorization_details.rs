//! GetAccountAuthorizationDetails: everything about who may do what.

use aws_wire::query::{Members, Pattern, TextRule};
use aws_wire::xml::Element;
use service::iam::authorization_details::{self, Detail, Held, Section};

use crate::call::{Call, Outcome};
use crate::paging::{Paging, Wanted};
use crate::view;

const WORDS: [(&str, Section); 5] = [
    ("User", Section::Users),
    ("Role", Section::Roles),
    ("Group", Section::Groups),
    ("LocalManagedPolicy", Section::LocalPolicies),
    ("AWSManagedPolicy", Section::AwsPolicies),
];
const WORD: TextRule = TextRule::length(1, 32).like(Pattern {
    text: "User|Role|Group|LocalManagedPolicy|AWSManagedPolicy",
    fits: |text| WORDS.iter().any(|(word, _)| *word == text),
});

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (words, wanted) =
        call.read(|f| (f.texts("Filter", Members { min: 0, max: 10 }, &WORD), Wanted::read(f)))?;
    let sections = WORDS
        .iter()
        .filter(|(word, _)| words.iter().any(|given| given == word))
        .map(|(_, section)| *section)
        .collect();
    let told = words.join(",");
    let paging = Paging::of(call, &[Some(&told)]);
    let page = paging.open(&wanted)?;
    let found = authorization_details::run(call.service, call.caller, sections, page).await?;
    Ok(call.result(|xml| {
        xml.element("UserDetailList", |xml| each(xml, &found.items, Section::Users));
        xml.element("GroupDetailList", |xml| each(xml, &found.items, Section::Groups));
        xml.element("RoleDetailList", |xml| each(xml, &found.items, Section::Roles));
        xml.element("Policies", |xml| each(xml, &found.items, Section::LocalPolicies));
        paging.close(xml, &found);
    }))
}

/// Writes the members of one list; policies of both kinds stand in one.
fn each(xml: &mut Element<'_>, items: &[Detail], section: Section) {
    for item in items {
        match item {
            Detail::User(user, own, groups) if section == Section::Users => {
                xml.element("member", |xml| {
                    view::user_detail(xml, user);
                    held(xml, own, "UserPolicyList");
                    xml.texts("GroupList", groups.iter().map(String::as_str));
                });
            }
            Detail::Group(group, own) if section == Section::Groups => {
                xml.element("member", |xml| {
                    view::group(xml, group);
                    held(xml, own, "GroupPolicyList");
                });
            }
            Detail::Role(role, own) if section == Section::Roles => {
                xml.element("member", |xml| {
                    view::role_detail(xml, role);
                    held(xml, own, "RolePolicyList");
                    xml.list("InstanceProfileList", [(); 0], |_, ()| {});
                });
            }
            Detail::Policy(policy, versions) if section == Section::LocalPolicies => {
                xml.element("member", |xml| {
                    view::policy_detail(xml, policy);
                    xml.list("PolicyVersionList", versions, view::version);
                });
            }
            Detail::User(..) | Detail::Group(..) | Detail::Role(..) | Detail::Policy(..) => {}
        }
    }
}

/// Writes the policies of a user, group or role.
fn held(xml: &mut Element<'_>, own: &Held, list: &str) {
    xml.list(list, &own.inline, |xml, (name, text)| {
        xml.text("PolicyName", name);
        view::document(xml, "PolicyDocument", text);
    });
    xml.list("AttachedManagedPolicies", &own.attached, view::attached);
}
