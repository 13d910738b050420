//! What somebody wants to do to what.

use identity::names::AccountId;

use crate::Mfa;

/// Is an action on a resource, with what is known besides.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    pub(super) action: &'static str,
    pub(super) resource: String,
    /// What a refusal names instead.
    pub(super) shown: Option<String>,
    /// Whose tags the resource has.
    pub(super) tagged: Option<(Option<AccountId>, String)>,
    /// Condition keys with one value.
    pub(super) keys: Vec<(String, String)>,
    /// The keys of tags that the request brings.
    pub(super) tag_keys: Option<Vec<String>>,
    /// What was proved in this call, in place of what the session proved.
    pub(super) mfa: Option<Mfa>,
}

impl Ask {
    /// Asks for an action on a resource.
    pub(crate) fn new(action: &'static str, resource: impl Into<String>) -> Self {
        let resource = resource.into();
        Self {
            action,
            resource,
            shown: None,
            tagged: None,
            keys: Vec::new(),
            tag_keys: None,
            mfa: None,
        }
    }

    /// Asks for an action on the account itself.
    pub(crate) fn on_account(action: &'static str, account: AccountId) -> Self {
        Self::new(action, identity::arn::account(account))
    }

    /// Asks for another action on the same.
    pub(crate) fn for_action(self, action: &'static str) -> Self {
        Self { action, ..self }
    }

    /// Names another resource in a refusal, where the real one would tell too
    /// much.
    pub(crate) fn shown(self, resource: String) -> Self {
        Self { shown: Some(resource), ..self }
    }

    /// Says whose tags the resource has.
    pub(crate) fn tagged(self, holder: &str) -> Self {
        Self { tagged: Some((None, holder.to_owned())), ..self }
    }

    /// Says whose tags the resource has, of which account.
    pub(crate) fn tagged_in(self, account: AccountId, holder: &str) -> Self {
        Self { tagged: Some((Some(account), holder.to_owned())), ..self }
    }

    /// Says what is known of a second factor that was proved in this very call.
    pub(crate) fn with_mfa(self, mfa: Mfa) -> Self {
        Self { mfa: Some(mfa), ..self }
    }

    /// Adds a condition key.
    pub(crate) fn with(mut self, key: &str, value: impl Into<String>) -> Self {
        self.keys.push((key.to_owned(), value.into()));
        self
    }

    /// Adds a condition key where there is a value.
    pub(crate) fn with_some(self, key: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.with(key, value),
            None => self,
        }
    }

    /// Adds the tags that the request brings.
    pub(crate) fn with_tags(mut self, tags: &[identity::tags::Tag]) -> Self {
        for tag in tags {
            self.keys.push((format!("aws:RequestTag/{}", tag.key), tag.value.clone()));
        }
        self.with_tag_keys(tags.iter().map(|tag| tag.key.clone()).collect())
    }

    /// Adds the keys of tags that the request names.
    pub(crate) fn with_tag_keys(mut self, keys: Vec<String>) -> Self {
        if !keys.is_empty() {
            self.tag_keys = Some(keys);
        }
        self
    }
}
