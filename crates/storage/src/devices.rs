//! Devices, and the spending of their codes.

use identity::device::{Device, DeviceClock};
use identity::names::{AccountId, DeviceName, SerialNumber};
use identity::{Identity, Timestamp};

use crate::StorageError;

/// Is which devices are asked for: virtual ones in one of three states, or
/// hardware tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assignment {
    /// Those in use.
    Assigned,
    /// Those of nobody.
    Unassigned,
    /// Both.
    Any,
    /// Hardware tokens, in stock or in use.
    Tokens,
}

/// Keeps devices. Serial and name are unique in an account, without regard to
/// case, whatever state the device is in.
pub trait Devices {
    /// Adds a device. Conflict: `device name` or `serial number`.
    fn add_device(&mut self, device: &Device) -> Result<(), StorageError>;

    /// Returns a device.
    fn device(
        &mut self,
        account: AccountId,
        serial: &SerialNumber,
    ) -> Result<Option<Device>, StorageError>;

    /// Returns all devices of an identity, unconfirmed ones included, oldest
    /// first.
    fn devices_of(
        &mut self,
        account: AccountId,
        owner: &Identity,
    ) -> Result<Vec<Device>, StorageError>;

    /// Spends a counter in one atomic statement: succeeds only if it is greater
    /// than every counter that the device has spent, and the device is not
    /// suspended. With `learn`, the offset is
    /// replaced at the same time. Marks the device as used at `now`. Returns
    /// whether this caller was the one who spent it.
    fn spend_counter(
        &mut self,
        account: AccountId,
        serial: &SerialNumber,
        counter: u64,
        learn: Option<i64>,
        now: Timestamp,
    ) -> Result<bool, StorageError>;

    /// Returns what is known of a device's clock now.
    fn device_clock(
        &mut self,
        account: AccountId,
        serial: &SerialNumber,
    ) -> Result<Option<DeviceClock>, StorageError>;

    /// Puts a device into use that nobody uses: one of nobody, or one that waits
    /// for the codes of `owner`. The seed is sealed anew for its owner, who is to be told
    /// of the end of its time, where it has one. Returns whether it was still there to be
    /// taken.
    fn assign_device(
        &mut self,
        account: AccountId,
        serial: &SerialNumber,
        owner: &Identity,
        sealed_seed: &[u8],
        since: Timestamp,
    ) -> Result<bool, StorageError>;

    /// Takes a device out of use and makes it nobody's; what is known of its clock
    /// and its codes stays. The seed is sealed anew. Returns whether it was in use.
    fn release_device(
        &mut self,
        account: AccountId,
        serial: &SerialNumber,
        sealed_seed: &[u8],
    ) -> Result<bool, StorageError>;

    /// Suspends a device in use, or, with `None`, resumes it. Returns whether that
    /// changed anything.
    fn suspend_device(
        &mut self,
        account: AccountId,
        serial: &SerialNumber,
        since: Option<Timestamp>,
    ) -> Result<bool, StorageError>;

    /// Returns up to `limit` devices in use whose owners are to be told of the end of their
    /// time, those first that wait longest.
    fn expiring_devices(
        &mut self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<(AccountId, SerialNumber)>, StorageError>;

    /// Sets when the owner is to be told next. Returns whether they were still to be told
    /// now: of several nodes that tell, one is right.
    fn expiry_told(
        &mut self,
        account: AccountId,
        serial: &SerialNumber,
        now: Timestamp,
        next: Option<Timestamp>,
    ) -> Result<bool, StorageError>;

    /// Returns up to `limit` devices of a kind with serial numbers after `after` (in the form
    /// in which they are compared), in the order of these. Devices that wait for
    /// their first codes are left out.
    fn devices(
        &mut self,
        account: AccountId,
        assignment: Assignment,
        after: &str,
        limit: u32,
    ) -> Result<Vec<Device>, StorageError>;

    /// Renames a device; its serial stays. Conflict: `device name`. Returns
    /// whether there is such a device.
    fn rename_device(
        &mut self,
        account: AccountId,
        serial: &SerialNumber,
        name: &DeviceName,
    ) -> Result<bool, StorageError>;

    /// Removes a device with its seed or its passkey. Returns whether there was one.
    fn remove_device(
        &mut self,
        account: AccountId,
        serial: &SerialNumber,
    ) -> Result<bool, StorageError>;

    /// Removes unconfirmed devices of one account that were made before a
    /// moment.
    fn remove_unconfirmed_devices(
        &mut self,
        account: AccountId,
        made_before: Timestamp,
    ) -> Result<(), StorageError>;

    /// Counts the devices in use by an identity, suspended ones included.
    fn count_devices(&mut self, account: AccountId, owner: &Identity) -> Result<u64, StorageError>;
}
