//! Devices, and the spending of their codes.

use identity::device::limits::EXPIRY_TOLD_BEFORE;
use identity::device::{Device, DeviceClock, DeviceKind, DeviceState};
use identity::names::{AccountId, DeviceName, SerialNumber};
use identity::{Identity, Timestamp};
use storage::{Assignment, Devices, StorageError};

use crate::engine::{Row, SqlTx, counter};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT account_id, serial, name, kind, owner, assigned_since, sealed_seed, \
             clock_offset, spent, created, last_used, suspended, maker, expires FROM ",
            $rest
        )
    };
}

/// Looks the serials up by their index first: for one table alone SQLite takes the key's
/// first column for as good, and reads all devices of the account.
const OF_OWNER: &str = select!(
    "(SELECT serial_key AS own FROM devices WHERE account_id = ?1 AND owner = ?2) AS owned
     CROSS JOIN devices WHERE account_id = ?1 AND serial_key = own"
);

/// Stands for the owner of a device that nobody has.
const NOBODY: &str = "";

impl Devices for SqlTx<'_> {
    fn add_device(&mut self, device: &Device) -> Result<(), StorageError> {
        let (since, suspended) = match &device.state {
            DeviceState::Unassigned | DeviceState::Unconfirmed { .. } => (None, None),
            DeviceState::Assigned { since, suspended, .. } => (Some(*since), *suspended),
        };
        let added = self.changed(
            "INSERT INTO devices (account_id, serial_key, serial, name, name_key, kind, owner,
                 assigned_since, sealed_seed, clock_offset, spent, created, last_used, suspended,
                 maker, expires)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
             ON CONFLICT DO NOTHING",
            &[
                device.account.into(),
                (&device.serial.key()).into(),
                device.serial.as_str().into(),
                device.name.as_str().into(),
                (&device.name.key()).into(),
                (&device.kind.key()).into(),
                device.owner().map_or(NOBODY, Identity::key).into(),
                since.into(),
                device.sealed_seed.as_slice().into(),
                device.clock.offset.into(),
                device.clock.spent.map(counter).transpose()?.into(),
                device.created.into(),
                device.last_used.into(),
                suspended.into(),
                device.maker.as_deref().into(),
                device.expires.into(),
            ],
        )?;
        if added {
            return Ok(());
        }
        let known = self.device_clock(device.account, &device.serial)?.is_some();
        Err(StorageError::Conflict { what: if known { "serial number" } else { "device name" } })
    }

    fn device(
        &mut self,
        account: AccountId,
        serial: &SerialNumber,
    ) -> Result<Option<Device>, StorageError> {
        self.first(
            select!("devices WHERE account_id = ?1 AND serial_key = ?2"),
            &[account.into(), (&serial.key()).into()],
            read,
        )
    }

    fn devices_of(
        &mut self,
        account: AccountId,
        owner: &Identity,
    ) -> Result<Vec<Device>, StorageError> {
        let mut devices = self.all(OF_OWNER, &[account.into(), owner.into()], read)?;
        // There are eight at most, for which the engine's sorting costs more.
        devices.sort_by_cached_key(|device| (device.created, device.serial.key()));
        Ok(devices)
    }

    fn spend_counter(
        &mut self,
        account: AccountId,
        serial: &SerialNumber,
        spent: u64,
        learn: Option<i64>,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        self.changed(
            "UPDATE devices
             SET spent = ?3, clock_offset = coalesce(?4, clock_offset), last_used = ?5
             WHERE account_id = ?1 AND serial_key = ?2 AND (spent IS NULL OR spent < ?3)
                 AND suspended IS NULL",
            &[
                account.into(),
                (&serial.key()).into(),
                counter(spent)?.into(),
                learn.into(),
                now.into(),
            ],
        )
    }

    fn device_clock(
        &mut self,
        account: AccountId,
        serial: &SerialNumber,
    ) -> Result<Option<DeviceClock>, StorageError> {
        self.first(
            "SELECT clock_offset, spent FROM devices WHERE account_id = ?1 AND serial_key = ?2",
            &[account.into(), (&serial.key()).into()],
            |row| read_clock(row, 0),
        )
    }

    fn assign_device(
        &mut self,
        account: AccountId,
        serial: &SerialNumber,
        owner: &Identity,
        sealed_seed: &[u8],
        since: Timestamp,
    ) -> Result<bool, StorageError> {
        self.changed(
            "UPDATE devices
             SET owner = ?3, sealed_seed = ?4, assigned_since = ?5, suspended = NULL,
                 expiry_told_next = expires - ?6
             WHERE account_id = ?1 AND serial_key = ?2 AND assigned_since IS NULL
                 AND owner IN (?3, '')",
            &[
                account.into(),
                (&serial.key()).into(),
                owner.into(),
                sealed_seed.into(),
                since.into(),
                first_told_before().into(),
            ],
        )
    }

    fn release_device(
        &mut self,
        account: AccountId,
        serial: &SerialNumber,
        sealed_seed: &[u8],
    ) -> Result<bool, StorageError> {
        self.changed(
            "UPDATE devices
             SET owner = '', sealed_seed = ?3, assigned_since = NULL, suspended = NULL,
                 expiry_told_next = NULL
             WHERE account_id = ?1 AND serial_key = ?2 AND assigned_since IS NOT NULL",
            &[account.into(), (&serial.key()).into(), sealed_seed.into()],
        )
    }

    fn suspend_device(
        &mut self,
        account: AccountId,
        serial: &SerialNumber,
        since: Option<Timestamp>,
    ) -> Result<bool, StorageError> {
        let sql = match since {
            Some(_) => {
                "UPDATE devices SET suspended = ?3 WHERE account_id = ?1 AND serial_key = ?2
                     AND assigned_since IS NOT NULL AND suspended IS NULL"
            }
            None => {
                "UPDATE devices SET suspended = ?3 WHERE account_id = ?1 AND serial_key = ?2
                     AND suspended IS NOT NULL"
            }
        };
        self.changed(sql, &[account.into(), (&serial.key()).into(), since.into()])
    }

    fn expiring_devices(
        &mut self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<(AccountId, SerialNumber)>, StorageError> {
        self.all(
            "SELECT account_id, serial FROM devices WHERE expiry_told_next <= ?1
             ORDER BY expiry_told_next LIMIT ?2",
            &[now.into(), limit.into()],
            |row| Ok((row.account(0)?, row.parse(1, SERIAL, parse_serial)?)),
        )
    }

    fn expiry_told(
        &mut self,
        account: AccountId,
        serial: &SerialNumber,
        now: Timestamp,
        next: Option<Timestamp>,
    ) -> Result<bool, StorageError> {
        self.changed(
            "UPDATE devices SET expiry_told_next = ?4
             WHERE account_id = ?1 AND serial_key = ?2 AND expiry_told_next <= ?3",
            &[account.into(), (&serial.key()).into(), now.into(), next.into()],
        )
    }

    fn devices(
        &mut self,
        account: AccountId,
        assignment: Assignment,
        after: &str,
        limit: u32,
    ) -> Result<Vec<Device>, StorageError> {
        // Virtual devices are those whose serial number is an ARN.
        let first = if assignment == Assignment::Tokens { after } else { after.max("arn:") };
        let values = [account.into(), first.into(), limit.into()];
        match assignment {
            Assignment::Assigned => self.all(
                select!(
                    "devices WHERE account_id = ?1 AND serial_key IN (
                         SELECT serial_key FROM devices
                         WHERE account_id = ?1 AND serial_key > ?2 AND assigned_since IS NOT NULL
                             AND kind = 'app'
                         ORDER BY serial_key LIMIT ?3)
                     ORDER BY serial_key"
                ),
                &values,
                read,
            ),
            Assignment::Unassigned => self.all(
                select!(
                    "devices WHERE account_id = ?1 AND serial_key IN (
                         SELECT serial_key FROM devices
                         WHERE account_id = ?1 AND serial_key > ?2 AND owner = '' AND kind = 'app'
                         ORDER BY serial_key LIMIT ?3)
                     ORDER BY serial_key"
                ),
                &values,
                read,
            ),
            Assignment::Any => self.all(
                select!(
                    "devices WHERE account_id = ?1 AND serial_key > ?2
                         AND (assigned_since IS NOT NULL OR owner = '') AND kind = 'app'
                     ORDER BY serial_key LIMIT ?3"
                ),
                &values,
                read,
            ),
            Assignment::Tokens => self.all(
                select!(
                    "devices WHERE account_id = ?1 AND serial_key > ?2 AND kind LIKE 'token %'
                     ORDER BY serial_key LIMIT ?3"
                ),
                &values,
                read,
            ),
        }
    }

    fn rename_device(
        &mut self,
        account: AccountId,
        serial: &SerialNumber,
        name: &DeviceName,
    ) -> Result<bool, StorageError> {
        let renamed = self.changed(
            "UPDATE devices SET name = ?3, name_key = ?4
             WHERE account_id = ?1 AND serial_key = ?2 AND NOT EXISTS (
                 SELECT 1 FROM devices AS other
                 WHERE other.account_id = ?1 AND other.name_key = ?4
                     AND other.serial_key <> ?2)",
            &[account.into(), (&serial.key()).into(), name.as_str().into(), (&name.key()).into()],
        )?;
        if !renamed && self.device_clock(account, serial)?.is_some() {
            return Err(StorageError::Conflict { what: "device name" });
        }
        Ok(renamed)
    }

    fn remove_device(
        &mut self,
        account: AccountId,
        serial: &SerialNumber,
    ) -> Result<bool, StorageError> {
        self.exec(
            "DELETE FROM tags WHERE account_id = ?1 AND holder = ?2",
            &[account.into(), (&serial.key()).into()],
        )?;
        self.exec(
            "DELETE FROM passkey_ids WHERE account_id = ?1 AND serial_key = ?2",
            &[account.into(), (&serial.key()).into()],
        )?;
        self.exec(
            "DELETE FROM passkeys WHERE account_id = ?1 AND serial_key = ?2",
            &[account.into(), (&serial.key()).into()],
        )?;
        self.changed(
            "DELETE FROM devices WHERE account_id = ?1 AND serial_key = ?2",
            &[account.into(), (&serial.key()).into()],
        )
    }

    fn remove_unconfirmed_devices(
        &mut self,
        account: AccountId,
        made_before: Timestamp,
    ) -> Result<(), StorageError> {
        self.exec(
            "DELETE FROM devices
             WHERE account_id = ?1 AND assigned_since IS NULL AND owner <> '' AND created < ?2",
            &[account.into(), made_before.into()],
        )
        .map(drop)
    }

    fn count_devices(&mut self, account: AccountId, owner: &Identity) -> Result<u64, StorageError> {
        self.number(
            "SELECT count(*) FROM devices
             WHERE account_id = ?1 AND assigned_since IS NOT NULL AND serial_key IN (
                 SELECT serial_key FROM devices WHERE account_id = ?1 AND owner = ?2)",
            &[account.into(), owner.into()],
        )
    }
}

fn read(row: &Row<'_>) -> Result<Device, StorageError> {
    Ok(Device {
        account: row.account(0)?,
        serial: row.parse(1, SERIAL, parse_serial)?,
        name: row.parse(2, "the name of a device", |text| DeviceName::parse(text).ok())?,
        kind: row.parse(3, "the kind of a device", DeviceKind::from_key)?,
        state: match (row.text(4)?, row.opt_time(5)?) {
            (NOBODY, None) => DeviceState::Unassigned,
            (_, None) => DeviceState::Unconfirmed { owner: row.identity(4)? },
            (_, Some(since)) => DeviceState::Assigned {
                owner: row.identity(4)?,
                since,
                suspended: row.opt_time(11)?,
            },
        },
        sealed_seed: row.bytes(6)?.to_vec(),
        clock: read_clock(row, 7)?,
        created: row.time(9)?,
        last_used: row.opt_time(10)?,
        maker: row.opt_text(12)?.map(str::to_owned),
        expires: row.opt_time(13)?,
    })
}

/// What a column with a serial number holds.
const SERIAL: &str = "a serial number";

fn parse_serial(text: &str) -> Option<SerialNumber> {
    SerialNumber::parse(text).ok()
}

/// Returns how long before the end of a device's time its owner is told first, in
/// microseconds.
fn first_told_before() -> i64 {
    let first = EXPIRY_TOLD_BEFORE.iter().max().copied().unwrap_or_default();
    i64::try_from(first.as_micros()).unwrap_or(i64::MAX)
}

fn read_clock(row: &Row<'_>, first: usize) -> Result<DeviceClock, StorageError> {
    let spent = match row.opt_int(first + 1)? {
        None => None,
        Some(_) => Some(row.count(first + 1)?),
    };
    Ok(DeviceClock { offset: row.int(first)?, spent })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::sqlite::{Place, plan, prepare};

    #[test]
    fn whose_devices_they_are_is_looked_up_and_not_searched_for() {
        let steps = plan(&prepare(&Place::Memory).unwrap(), OF_OWNER);
        let [first, second] = steps.as_slice() else { panic!("{steps:?}") };
        assert!(first.contains("INDEX devices_by_owner (account_id=? AND owner=?)"), "{first}");
        assert!(second.contains("PRIMARY KEY (account_id=? AND serial_key=?)"), "{second}");
    }
}
