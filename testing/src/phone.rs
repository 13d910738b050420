//! An authenticator app in a test: a seed, and a clock that may be off.

use identity::Timestamp;
use otp::{Code, Otpauth, Totp};

/// Is an app that has scanned one QR code.
#[derive(Clone)]
pub struct Phone {
    totp: Totp,
    /// Seconds by which its clock runs ahead (positive) or behind.
    pub ahead: i64,
}

impl Phone {
    /// Scans an `otpauth` URI.
    pub fn scan(uri: &str) -> Self {
        Self { totp: Otpauth::parse(uri).unwrap().totp().unwrap(), ahead: 0 }
    }

    /// Takes a hardware token into the hand.
    pub fn token(totp: Totp) -> Self {
        Self { totp, ahead: 0 }
    }

    /// Shows the code at a moment, by its own clock.
    pub fn code(&self, now: Timestamp) -> Code {
        self.step(now, 0)
    }

    /// Shows the code of a number of steps later or earlier.
    pub fn step(&self, now: Timestamp, steps: i64) -> Code {
        let seconds = now
            .unix_seconds()
            .saturating_add_signed(self.ahead + steps * i64::from(self.totp.period.seconds()));
        self.totp.code_at(seconds)
    }

    /// Shows the present code and the next one.
    pub fn pair(&self, now: Timestamp) -> (Code, Code) {
        (self.step(now, 0), self.step(now, 1))
    }
}
