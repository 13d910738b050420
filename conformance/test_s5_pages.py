"""The pages of the recovery of root, for everyone: see test_pages."""

import pytest
from harness import quick
from harness.mail import Mailserver, confirm_address, link_of
from harness.people import give_pair, give_password, new_password, read_codes, scan, sign_in
from harness.server import Server
from harness.telephone import Twilio

from test_pages import Inspection
from test_s5_recovering_root import begin, digits_on, wait_for, wait_until

NUMBER = "+49301234567"


@pytest.mark.timeout(900)
def test_every_page_of_a_recovery(browsers, tmp_path, laptop, phone):
    telephone = Twilio(tmp_path)
    options = ["--open-sign-up", "--trusted-proxies", "127.0.0.1", "--recovery-delay", "0", *telephone.options]
    try:
        with Mailserver() as mailbox, Server(*options, *mailbox.options) as service:
            walk(browsers, service, mailbox, telephone, [laptop, phone])
    finally:
        telephone.close()


def walk(browsers, service, mailbox, telephone, authenticators):
    client, root = quick.open_account(service)
    anna = quick.make_user(client, root, "anna", administrator=True)
    quick.enrol(client, root, "phone-that-fell-into-the-harbour")
    owner, other = browsers(service), browsers(service)
    pages, others = Inspection(owner, "recovery"), Inspection(other, "recovery-other")

    give_password(owner, root)
    pages.look("code of root")
    owner.click("I cannot use any of my devices")
    owner.see("no telephone number on record", "was never confirmed with a code")
    pages.look("begin without a number")
    sign_in(other, anna)
    others.look("home of an administrator, address unconfirmed")
    confirm_address(client, mailbox, root.email)
    telephone.confirm(client, NUMBER)
    begin(owner, root)
    pages.look("mail")
    owner.click("Send the mail again")
    owner.at("/recovery", "Open the link in your mail")
    owner.see("The mail was sent again.")
    pages.look("mail sent again")
    owner.press("The mail is on another device")
    owner.fill("The link in the mail", "nonsense")
    owner.click("Use this link")
    pages.look("mail refused link")
    stop = link_of(mailbox.wait_for(root.email, "Recovery of the root user began"))
    other.open(stop)
    others.look("stop")
    other.open("/account")
    others.look("account with a recovery")
    other.open("/account/recovery")
    others.look("oversee")
    link = link_of(mailbox.wait_for(root.email, "Go on with the recovery"))
    other.open(link)
    others.look("elsewhere")
    owner.open(link)
    pages.look("mail opened")
    owner.click("Yes, it is me: go on")
    pages.look("call")
    telephone.out_of_order = True
    owner.click("Call me now")
    wait_for(owner, "Call again")
    pages.look("call failed")
    telephone.out_of_order = False
    owner.click("Call me again")
    call = telephone.ring()
    wait_until(lambda: "rings" in owner.text, "a telephone that rings")
    pages.look("digits")
    # The telephone service took the call, and two minutes pass without a word.
    before = len(telephone.calls)
    service.query("UPDATE recoveries SET call_asked = call_asked - 121000000")
    wait_until(lambda: "No word from the telephone service" in owner.text, "a call that is overdue")
    pages.look("call overdue")
    owner.click("It does not ring: call me again")
    call = telephone.ring(before + 1)
    owner.at("/recovery", "Key in the digits")
    call.key_in(digits_on(owner))
    wait_for(owner, "Everything is proved")
    pages.look("ready")
    owner.click("Repair my way in")
    pages.look("repair with nothing")
    for name, authenticator in zip(["new-laptop", "new-phone"], authenticators):
        owner.open("/credentials/devices/new")
        pages.look(f"repair name {name}")
        owner.fill("Device name", name)
        owner.click("Continue")
        give_pair(owner, scan(owner, authenticator))
        owner.open("/recovery/repair")
        pages.look(f"repair with {name}")
        if name == "new-laptop":
            codes_in_a_repair(pages)
            password_in_a_repair(pages, root)
    owner.click("Remove phone-that-fell-into-the-harbour")
    pages.look("repair remove")
    owner.click("Remove phone-that-fell-into-the-harbour", within="form")
    pages.look("repaired")
    other.open(stop)
    others.look("nothing to stop")
    owner.click("Sign out, and try a new device")

    # A recovery that must wait, and one that was stopped.
    client, root = quick.open_account(service)
    confirm_address(client, mailbox, root.email)
    telephone.confirm(client, NUMBER)
    telephone.confirm(client, "+49307654321")
    quick.enrol(client, root, "root-phone")
    begin(owner, root)
    owner.open(link_of(mailbox.wait_for(root.email, "Go on with the recovery")))
    owner.click("Yes, it is me: go on")
    before = len(telephone.calls)
    owner.click("Call me now")
    telephone.ring(before + 1).key_in(digits_on(owner))
    wait_for(owner, "Everything is proved")
    pages.look("waiting")
    stop = link_of(mailbox.wait_for(root.email, "Recovery of the root user began"))
    other.open(stop)
    other.click("Stop this recovery")
    others.look("stopped")
    owner.open("/recovery")
    pages.look("over")

    pages.look_at_mails(mailbox)
    pages.faults += others.faults
    pages.conclude()


def codes_in_a_repair(pages):
    """Makes recovery codes where no second device is at hand: a way in as well."""
    owner = pages.browser
    owner.see("You are one failure away from the next recovery")
    owner.click("Print recovery codes")
    pages.look("repair make codes")
    owner.click("Make 10 codes")
    codes = read_codes(owner)
    owner.click("I have stored them")
    owner.fill("One of the new codes", codes[0])
    owner.click("Put the codes into force")
    owner.at("/recovery/repair", "Repair your way in ROOT")
    owner.see("Your ten recovery codes are in force.", "You have 2 ways in that work", "10 codes")
    pages.look("repair with codes")


def password_in_a_repair(pages, root):
    """Changes the password in the session for repairs, which stays one."""
    owner = pages.browser
    owner.click("Change password")
    owner.at("/credentials/password", "Change password")
    pages.look("repair change password")
    old, root.password = root.password, new_password()
    owner.fill("Present password", old)
    owner.fill("New password", root.password)
    owner.fill("New password again", root.password)
    owner.click("Change password", within="form")
    owner.at("/recovery/repair", "Repair your way in ROOT")
    for elsewhere in ["/", "/users"]:
        owner.open(elsewhere)
        owner.at("/recovery/repair", "Repair your way in ROOT")


def test_the_sheet_with_the_way_back_says_who_is_reached(browsers, tmp_path):
    telephone = Twilio(tmp_path)
    options = ["--open-sign-up", "--trusted-proxies", "127.0.0.1", *telephone.options]
    try:
        with Mailserver() as mailbox, Server(*options, *mailbox.options) as service:
            client, root = quick.open_account(service)
            confirm_address(client, mailbox, root.email)
            telephone.confirm(client, NUMBER)
            device = quick.enrol(client, root, "root-phone")
            owner = browsers(service)
            pages = Inspection(owner, "way-back-root")
            sign_in(owner, root, device)
            owner.open("/credentials/way-back")
            owner.not_see("Mailbox and telephone do not recover root yet")
            pages.look("sheet")
            owner.on_paper()
            owner.see("Who is reached", root.email, "+49•••••••67", "root-phone")
            owner.see("a call to the number above asks for six digits")
            assert "1234567" not in owner.driver.page_source, "the number stands there in full"
            owner.not_see("Sign out", "Print the sheet", "(not confirmed)")
            owner.shot("way-back-root-on-paper")
            owner.light()
            pages.conclude()
    finally:
        telephone.close()


def test_every_page_of_a_number_that_an_administrator_announces(browsers, tmp_path):
    telephone = Twilio(tmp_path)
    options = ["--open-sign-up", "--trusted-proxies", "127.0.0.1", *telephone.options]
    try:
        with Mailserver() as mailbox, Server(*options, *mailbox.options) as service:
            client, root = quick.open_account(service)
            telephone.confirm(client, NUMBER)
            other = browsers(service)
            others = Inspection(other, "number")
            sign_in(other, quick.make_user(client, root, "bert", administrator=True))
            other.open("/account/edit")
            others.look("account edit")
            other.open("/account/contacts/phone")
            others.look("number")
            other.fill("Telephone number", "12")
            other.click("Call this number now")
            others.look("number refused")
            other.fill("Telephone number", "+1 555 0100")
            before = len(telephone.calls)
            other.click("Call this number now")
            call = telephone.ring(before + 1)
            others.look("number digits")
            call.report(CallStatus="busy")
            wait_for(other, "Call again")
            others.look("number busy")
            other.click("Call again")
            telephone.ring(before + 2).key_in(digits_on(other))
            wait_for(other, "The number is confirmed")
            others.look("number confirmed")
            other.click("Use this number")
            others.look("account with an announced number")
            keep = link_of(mailbox.wait_for(root.email, "New telephone number announced"))
            other.open(keep)
            others.look("announced number")
            other.click("Keep the present number")
            others.look("number kept")
            others.conclude()
    finally:
        telephone.close()
