//! Lists of numbers by number, in two flat vectors.

/// Holds one list of `u32` per index. An index beyond the last has an empty
/// list.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    ends: Vec<u32>,
    items: Vec<u32>,
}

impl Rows {
    /// Appends the list of the next index.
    pub(crate) fn push(&mut self, row: impl IntoIterator<Item = u32>) {
        self.items.extend(row);
        self.ends.push(number(self.items.len()));
    }

    /// Returns the list of an index.
    pub(crate) fn row(&self, index: u32) -> &[u32] {
        let index = index as usize;
        let end = self.ends.get(index).copied().unwrap_or(0) as usize;
        let start = index.checked_sub(1).and_then(|i| self.ends.get(i)).copied().unwrap_or(0);
        self.items.get(start as usize..end).unwrap_or_default()
    }

    /// Returns how many lists there are.
    pub(crate) fn len(&self) -> u32 {
        number(self.ends.len())
    }

    /// Makes the lists of the other direction: index `i` of the new one holds,
    /// in rising order, every index whose list here has `i`.
    pub(crate) fn inverted(&self, len: u32) -> Self {
        let mut ends = vec![0_u32; len as usize];
        for &item in &self.items {
            if let Some(count) = ends.get_mut(item as usize) {
                *count += 1;
            }
        }
        let mut total = 0;
        let mut next: Vec<u32> = Vec::with_capacity(ends.len());
        for end in &mut ends {
            next.push(total);
            total += *end;
            *end = total;
        }
        let mut items = vec![0_u32; total as usize];
        for index in 0..self.len() {
            for &item in self.row(index) {
                let Some(slot) = next.get_mut(item as usize) else { continue };
                if let Some(place) = items.get_mut(*slot as usize) {
                    *place = index;
                }
                *slot += 1;
            }
        }
        Self { ends, items }
    }
}

/// Turns a length into a number. The limits of the file format keep every
/// length far below the largest `u32`.
pub(crate) fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_their_inverse() {
        let mut rows = Rows::default();
        rows.push([2, 0]);
        rows.push([]);
        rows.push([2]);
        assert_eq!(rows.row(0), [2, 0]);
        assert!(rows.row(1).is_empty());
        assert_eq!(rows.row(2), [2]);
        assert!(rows.row(3).is_empty());
        let back = rows.inverted(3);
        assert_eq!(back.row(0), [0]);
        assert!(back.row(1).is_empty());
        assert_eq!(back.row(2), [0, 2]);
        assert_eq!(back.len(), 3);
    }
}
