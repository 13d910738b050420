//! CreateVirtualMFADevice: a device that is nobody's yet. Its seed is shown only
//! here, as text and as a picture.

use service::mfa::create_virtual::{self, CreateVirtual};

use crate::call::{Call, Outcome};
use crate::{qr, rules, view};

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let command = call.read(|f| CreateVirtual {
        name: f.text("VirtualMFADeviceName", &rules::DEVICE_NAME),
        path: f.optional_text("Path", &rules::PATH),
        tags: rules::tags(f),
    })?;
    let made = create_virtual::run(call.service, call.caller, command).await?;
    let picture = qr::png(&made.uri)?;
    Ok(call.result(|xml| {
        xml.element("VirtualMFADevice", |xml| {
            xml.text("SerialNumber", &made.serial)
                .blob("Base32StringSeed", made.seed.to_base32().as_bytes())
                .blob("QRCodePNG", &picture);
            view::tags(xml, &made.tags);
        });
    }))
}
