//! Any text as a policy of each kind: what is accepted is evaluated, and a trust policy
//! is bound and shown; what comes out is a policy again.
#![no_main]

use identity::names::AccountId;
use identity::policy::{
    Context, Kind, Policies, Policy, Principal, Request, ResourcePolicy, Source, bind_principals,
    decide,
};
use libfuzzer_sys::fuzz_target;

const KINDS: [Kind; 7] = [
    Kind::Managed,
    Kind::UserInline,
    Kind::GroupInline,
    Kind::RoleInline,
    Kind::Trust,
    Kind::Session,
    Kind::Resource,
];

fuzz_target!(|text: &str| {
    let account = AccountId::from_random([0; 8]);
    let principal = Principal::RoleSession {
        account,
        role_id: "AROA33333333333333333".into(),
        role_arn: "arn:aws:iam::100000000000:role/crew".into(),
        session: "shift".into(),
    };
    let mut context = Context::new();
    context.set_principal(&principal);
    context.set("aws:SourceIp", "10.0.0.1");
    context.set("aws:CurrentTime", "2024-02-29T00:00:00Z");
    context.set_many("aws:TagKeys", vec!["a".into(), "*".into()]);
    let resource = "arn:aws:iam::100000000000:user/aaaaaaaaaaaaaaaa";
    let request = Request::new(&principal, "iam:GetUser", resource, &context);
    for kind in KINDS {
        let Ok(policy) = Policy::parse(kind, text) else { continue };
        let source = Source { name: "p", policy: &policy };
        let of_resource = matches!(kind, Kind::Trust | Kind::Resource);
        let policies = Policies {
            identity: if of_resource { &[] } else { std::slice::from_ref(&source) },
            resource: of_resource.then_some(ResourcePolicy { source, owner: account }),
            ..Policies::default()
        };
        let decision = decide(&request, &policies);
        assert!(decision.matched.len() <= policy.statements().len());
        assert_eq!(decision.is_allowed(), decision.verdict.message(&request).is_none());
        let _ = policy.context_keys();
        if of_resource {
            let bound = bind_principals(text, |_| Some("AIDA22222222222222222".into()));
            assert!(bound.is_ok_and(|bound| Policy::parse(Kind::Resource, &bound).is_ok()
                || Policy::parse(Kind::Trust, &bound).is_ok()
                || bound.len() > text.len()));
        }
    }
});
