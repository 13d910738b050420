//! Accounts and their look-ups.

use identity::names::{AccountAlias, AccountName, PhoneNumber};
use storage_sql::SqlStore;

use crate::support::*;

contract!(
    an_account_comes_back_as_it_was_kept,
    addresses_and_aliases_are_unique_in_the_whole_store,
    an_update_moves_the_look_ups,
    an_update_of_nothing_is_a_conflict,
    accounts_are_listed_in_order,
);

fn alias(text: &str) -> AccountAlias {
    AccountAlias::parse(text).unwrap()
}

fn an_account_comes_back_as_it_was_kept(store: &SqlStore) {
    let mut kept = account(1);
    kept.name = AccountName::parse("Müller & Söhne 🗝").unwrap();
    kept.alias = Some(alias("acme"));
    kept.phone = Some(PhoneNumber::parse("+49 30 1234567").unwrap());
    let added = kept.clone();
    anywhere(store, move |tx| tx.add_account(&added)).unwrap();
    let found = read(store, |tx| {
        assert_eq!(tx.account_by_email(&email("ROOT1@example.COM"))?, Some(account_id(1)));
        assert_eq!(tx.account_by_alias(&alias("acme"))?, Some(account_id(1)));
        assert_eq!(tx.account_by_alias(&alias("acme2"))?, None);
        assert_eq!(tx.account(account_id(2))?, None);
        tx.account(account_id(1))
    });
    assert_eq!(found.unwrap(), Some(kept));
}

fn addresses_and_aliases_are_unique_in_the_whole_store(store: &SqlStore) {
    let mut first = account(1);
    first.alias = Some(alias("acme"));
    anywhere(store, move |tx| tx.add_account(&first)).unwrap();
    assert_eq!(conflict(anywhere(store, |tx| tx.add_account(&account(1)))), "account");
    let mut second = account(2);
    second.email = email("rOOT1@example.com");
    let refused = second.clone();
    assert_eq!(conflict(anywhere(store, move |tx| tx.add_account(&refused))), "email");
    second.email = email("other@example.com");
    second.alias = Some(alias("acme"));
    let refused = second.clone();
    // A refusal that is committed leaves nothing behind.
    let what = anywhere(store, move |tx| Ok(conflict(tx.add_account(&refused)))).unwrap();
    assert_eq!(what, "alias");
    assert_eq!(read(store, |tx| tx.account(account_id(2))).unwrap(), None);
    second.alias = None;
    anywhere(store, move |tx| tx.add_account(&second)).unwrap();
    let taken = || {
        let mut taken = account(2);
        taken.alias = Some(alias("acme"));
        taken
    };
    assert_eq!(
        conflict(write_in(store, account_id(2), move |tx| tx.update_account(&taken()))),
        "alias"
    );
}

fn an_update_moves_the_look_ups(store: &SqlStore) {
    let mut first = account(1);
    first.alias = Some(alias("old"));
    let added = first.clone();
    anywhere(store, move |tx| tx.add_account(&added)).unwrap();
    first.email = email("new@example.com");
    first.alias = Some(alias("new"));
    let changed = first.clone();
    write(store, move |tx| tx.update_account(&changed)).unwrap();
    let found = read(store, |tx| {
        assert_eq!(tx.account_by_email(&email("root1@example.com"))?, None);
        assert_eq!(tx.account_by_email(&email("new@example.com"))?, Some(account_id(1)));
        assert_eq!(tx.account_by_alias(&alias("old"))?, None);
        assert_eq!(tx.account_by_alias(&alias("new"))?, Some(account_id(1)));
        tx.account(account_id(1))
    });
    assert_eq!(found.unwrap(), Some(first.clone()));
    // Only the spelling changes, and the alias is given up.
    first.email = email("NEW@example.com");
    first.alias = None;
    let changed = first.clone();
    write(store, move |tx| tx.update_account(&changed)).unwrap();
    let mut heir = account(2);
    heir.alias = Some(alias("new"));
    anywhere(store, move |tx| tx.add_account(&heir)).unwrap();
    assert_eq!(read(store, |tx| tx.account(account_id(1))).unwrap(), Some(first));
}

fn an_update_of_nothing_is_a_conflict(store: &SqlStore) {
    assert_eq!(conflict(write(store, |tx| tx.update_account(&account(1)))), "account");
}

fn accounts_are_listed_in_order(store: &SqlStore) {
    for number in [3, 1, 2] {
        anywhere(store, move |tx| tx.add_account(&account(number))).unwrap();
    }
    let page = |after, limit| -> Vec<u64> {
        let found = read(store, move |tx| tx.accounts(after, limit)).unwrap();
        found.iter().map(|account| account.id.as_number() - 100_000_000_000).collect()
    };
    assert_eq!(page(None, 2), [1, 2]);
    assert_eq!(page(Some(account_id(2)), 2), [3]);
    assert_eq!(page(Some(account_id(3)), 2), [0; 0]);
}
