"""Authenticators for passkeys: Chromium's virtual ones, several at a time."""

from .browser import Browser
from .people import Person, confirm

USB_KEY = {"transport": "usb", "hasResidentKey": True, "hasUserVerification": True}
PLAIN_KEY = {"transport": "usb", "hasResidentKey": False, "hasUserVerification": False}
LAPTOP = {"transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
SYNCED = LAPTOP | {"defaultBackupEligibility": True, "defaultBackupState": True}


class Passkeys:
    """Is what can be plugged into, or is built into, the machine of one browser."""

    def __init__(self, browser: Browser):
        self._call = browser.driver.execute_cdp_cmd
        self._call("WebAuthn.enable", {"enableUI": False})
        self._all: list[str] = []

    def add(self, kind: dict, verified: bool = True) -> str:
        """Adds an authenticator whose owner is always there."""
        options = {
            "protocol": "ctap2",
            "automaticPresenceSimulation": True,
            "isUserVerified": verified and kind["hasUserVerification"],
        } | kind
        made = self._call("WebAuthn.addVirtualAuthenticator", {"options": options})
        self._all.append(made["authenticatorId"])
        return made["authenticatorId"]

    def remove(self, one: str) -> None:
        """Unplugs an authenticator; what it holds is gone."""
        self._call("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": one})
        self._all.remove(one)

    def credentials(self, one: str) -> list[dict]:
        """Returns what an authenticator holds, private keys included."""
        found = self._call("WebAuthn.getCredentials", {"authenticatorId": one})
        return found["credentials"]

    def copy(self, credential: dict, into: str, **changes) -> None:
        """Puts a credential into another authenticator."""
        given = {"authenticatorId": into, "credential": credential | changes}
        self._call("WebAuthn.addCredential", given)

    def touched(self, one: str, is_touched: bool) -> None:
        """Lets the owner touch an authenticator when it asks, or leave it alone."""
        given = {"authenticatorId": one, "enabled": is_touched}
        self._call("WebAuthn.setAutomaticPresenceSimulation", given)

    def verified(self, one: str, is_verified: bool) -> None:
        """Lets the owner pass, or fail, the PIN or the finger."""
        given = {"authenticatorId": one, "isUserVerified": is_verified}
        self._call("WebAuthn.setUserVerified", given)

    def close(self) -> None:
        """Takes all of them away."""
        for one in list(self._all):
            self.remove(one)
        self._call("WebAuthn.disable", {})


def name_passkey(browser: Browser, person: Person, name: str) -> None:
    """Goes to the page on which a new passkey is made."""
    browser.open("/credentials/devices/new")
    confirm(browser, person)
    browser.fill("Device name", name)
    browser.choose("Passkey or security key")
    browser.click("Continue")
    assert browser.heading == f"Make {name}", browser.text


def register(browser: Browser, person: Person, name: str) -> None:
    """Makes a passkey with whatever authenticator is there."""
    name_passkey(browser, person, name)
    browser.click("Make the passkey")
    assert browser.path in ("/credentials/devices/second", "/credentials"), browser.text
