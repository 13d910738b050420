//! Pages of lists. Where a page ends is told as a plain text; the door makes of it
//! something that its clients cannot read and nobody can forge.

use crate::{Kind, ServiceError};

/// Is which page of a list is wanted.
#[derive(Clone, Debug)]
pub struct PageRequest {
    /// Where the last page ended, as [`Page::next`] told it.
    pub after: Option<String>,
    /// How many items at most: 1 to 1000.
    pub limit: usize,
}

/// Is a page of a list.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// Where this page ended, if another one follows.
    pub next: Option<String>,
}

const MOST: usize = 1000;

impl PageRequest {
    /// Returns how many items the store is asked for: one more than wanted, which
    /// tells whether another page follows.
    pub(crate) fn ask(&self) -> u32 {
        u32::try_from(self.limit()).unwrap_or(u32::MAX) + 1
    }

    pub(crate) fn limit(&self) -> usize {
        self.limit.clamp(1, MOST)
    }

    /// Returns where the last page ended, empty for the first one: the form of
    /// keys in the store.
    pub(crate) fn after(&self) -> &str {
        self.after.as_deref().unwrap_or_default()
    }

    /// Makes a page of what [`Self::ask`] asked for.
    pub(crate) fn page<T>(&self, mut found: Vec<T>, key: impl Fn(&T) -> String) -> Page<T> {
        let more = found.len() > self.limit();
        found.truncate(self.limit());
        let next = found.last().map(key).filter(|_| more);
        Page { items: found, next }
    }

    /// Makes a page of a list that is short by its nature and wholly known.
    /// `key` must grow along the list.
    pub(crate) fn cut<T>(&self, all: Vec<T>, key: impl Fn(&T) -> String) -> Page<T> {
        let after = self.after();
        let rest = all.into_iter().filter(|item| after.is_empty() || key(item).as_str() > after);
        let rest: Vec<T> = rest.take(self.limit() + 1).collect();
        self.page(rest, key)
    }
}

impl<T> Page<T> {
    /// Turns every item into another.
    pub(crate) fn try_map<U>(
        self,
        turn: impl FnMut(T) -> Result<U, ServiceError>,
    ) -> Result<Page<U>, ServiceError> {
        let items = self.items.into_iter().map(turn).collect::<Result<_, _>>()?;
        Ok(Page { items, next: self.next })
    }

    /// Turns every item into another, where nothing can fail.
    pub(crate) fn map<U>(self, turn: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(turn).collect(), next: self.next }
    }
}

/// Says that a text does not tell where a page ended.
pub(crate) fn bad_marker() -> ServiceError {
    ServiceError::api(Kind::ValidationError, "Invalid Marker.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_a_short_list_follow_one_another() {
        let all: Vec<String> = ["a", "b", "c", "d", "e"].map(str::to_owned).to_vec();
        let mut request = PageRequest { after: None, limit: 2 };
        let mut seen = Vec::new();
        loop {
            let page = request.cut(all.clone(), Clone::clone);
            assert!(page.items.len() <= 2);
            seen.extend(page.items);
            match page.next {
                Some(next) => request.after = Some(next),
                None => break,
            }
        }
        assert_eq!(seen, all);
    }

    #[test]
    fn the_limit_is_within_its_bounds() {
        let limit = |limit| PageRequest { after: None, limit }.limit();
        assert_eq!((limit(0), limit(7), limit(5000)), (1, 7, 1000));
    }
}
