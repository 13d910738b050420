//! Devices, and the spending of their codes.

use identity::device::{Device, DeviceClock};
use identity::names::{AccountId, DeviceName, SerialNumber};
use identity::{Identity, Timestamp};

use crate::StorageError;

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
    /// than every counter that the device has spent. With `learn`, the offset is
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

    /// Puts an unconfirmed device into use. Returns whether it was still
    /// waiting.
    fn assign_device(
        &mut self,
        account: AccountId,
        serial: &SerialNumber,
        since: Timestamp,
    ) -> Result<bool, StorageError>;

    /// Renames a device; its serial stays. Conflict: `device name`. Returns
    /// whether there is such a device.
    fn rename_device(
        &mut self,
        account: AccountId,
        serial: &SerialNumber,
        name: &DeviceName,
    ) -> Result<bool, StorageError>;

    /// Removes a device with its seed. Returns whether there was one.
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

    /// Counts the devices in use by an identity.
    fn count_devices(&mut self, account: AccountId, owner: &Identity) -> Result<u64, StorageError>;
}
