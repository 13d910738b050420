//! ListEntitiesForPolicy: who a managed policy is attached to, or bounds.

use service::iam::policies::entities::{self, Entities, Entity, EntityKind};
use service::iam::policies::list::Usage;

use crate::call::{Call, Outcome};
use crate::paging::{Paging, Wanted};
use crate::rules;

/// What `EntityFilter` may say. Of the policies that the last two mean there are
/// users, groups and roles all the same, so they filter nothing.
const FILTERS: [(&str, Option<EntityKind>); 5] = [
    ("User", Some(EntityKind::User)),
    ("Role", Some(EntityKind::Role)),
    ("Group", Some(EntityKind::Group)),
    ("LocalManagedPolicy", None),
    ("AWSManagedPolicy", None),
];

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let (query, wanted) = call.read(|f| {
        let query = Entities {
            arn: f.text("PolicyArn", &rules::ARN),
            kind: f.optional_word("EntityFilter", &FILTERS).flatten(),
            path_prefix: f.optional_text("PathPrefix", &rules::PATH_PREFIX),
            usage: f.optional_word("PolicyUsageFilter", &rules::USAGES),
        };
        (query, Wanted::read(f))
    })?;
    let kind = query.kind.map(|kind| match kind {
        EntityKind::User => "user",
        EntityKind::Group => "group",
        EntityKind::Role => "role",
    });
    let usage = query.usage.map(|usage| match usage {
        Usage::Permissions => "PermissionsPolicy",
        Usage::Boundary => "PermissionsBoundary",
    });
    let filter = [Some(query.arn.as_str()), kind, query.path_prefix.as_deref(), usage];
    let paging = Paging::of(call, &filter);
    let page = paging.open(&wanted)?;
    let found = entities::run(call.service, call.caller, query.clone(), page).await?;
    let of = |kind: EntityKind| -> Vec<&Entity> {
        found.items.iter().filter(|entity| entity.kind == kind).collect()
    };
    Ok(call.result(|xml| {
        for (list, name, id, kind) in [
            ("PolicyGroups", "GroupName", "GroupId", EntityKind::Group),
            ("PolicyUsers", "UserName", "UserId", EntityKind::User),
            ("PolicyRoles", "RoleName", "RoleId", EntityKind::Role),
        ] {
            xml.list(list, of(kind), |xml, entity| {
                xml.text(name, &entity.name).text(id, &entity.id);
            });
        }
        paging.close(xml, &found);
    }))
}
