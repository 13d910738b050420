"""The access report: where things are is told in a few answers, and the page says
which losses lock out, which thefts let in, and what a change would do."""

from selenium.webdriver import Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.support.select import Select

from harness import axe, quick
from harness.browser import PHONE as NARROW
from harness.browser import Browser
from harness.people import confirm, sign_in

PHONE = "A PIN or password that I know"


def name_thing(browser, name: str, what: str = "Phone", lock: str = PHONE) -> None:
    """Names a thing on the page of things."""
    browser.open("/access/things")
    browser.fill("Name of a thing", name)
    Select(browser.field("What it is")).select_by_visible_text(what)
    Select(browser.field("What opens it")).select_by_visible_text(lock)
    browser.click("Add the thing")
    browser.see("The thing is named.", name)


def answer(browser, question: str, *choices: str) -> None:
    """Answers a question by ticking what is offered below it."""
    browser.open("/access/things")
    heading = f"//h2[starts-with(normalize-space(), '{question}')]/ancestor::form"
    form = browser.only(browser.driver.find_elements(By.XPATH, heading), f"question “{question}”")
    for choice in choices:
        label = f".//label[normalize-space()='{choice}']/input"
        browser.only(form.find_elements(By.XPATH, label), f"choice “{choice}”").click()
    button = form.find_element(By.CSS_SELECTOR, "button")
    browser.leave(button.click)
    browser.see("The answer is kept, and the report counts with it.")


def app_on(browser, device: str, thing: str) -> None:
    """Says that an app is on a thing, and that there is no copy of it."""
    answer(browser, f"Which thing shows the codes of {device}?", thing)
    answer(browser, f"Is there a copy of {device}, and where?", "There is no copy")


def sets(browser, part: str) -> list[str]:
    """Returns what locks out (`losses`) or lets in (`thefts`), set by set."""
    return browser.texts_of(f"section[aria-labelledby={part}] ol.sets summary")


def link_in_picture(browser, name: str):
    """Finds a box of the picture that is shown by what it does."""
    found = browser.driver.find_elements(By.CSS_SELECTOR, f".picture a[aria-label$='. {name}']")
    return next(link for link in found if link.is_displayed())


def pictures_shown(browser) -> list[str]:
    """Returns the names of the pictures that are on the screen, and so for a screen reader."""
    script = """return [...document.querySelectorAll(".picture svg")]
        .filter((one) => one.checkVisibility()).map((one) => one.getAttribute("class"))"""
    return browser.driver.execute_script(script)


def test_everything_in_one_phone(browser, account):
    client, root = account
    device = quick.enrol(client, root, "app")
    sign_in(browser, root, device)
    browser.open("/")
    browser.click("Access", within="nav")
    browser.at("/access", "Access ROOT")
    browser.see("questions are open.", "You do not survive every loss", "One theft is enough")
    assert sets(browser, "losses") == ["a thing that the root user has not named"]

    name_thing(browser, "my phone")
    app_on(browser, "app", "my phone")
    answer(browser, "Where is your password?", "my phone", "In my memory")
    answer(browser, "Which user are you, when you are not root?", "None of them")
    answer(browser, "Can you reach whoever runs this service’s host?", "No")
    browser.see("Every question is answered.")
    browser.click("See the report")
    browser.not_see("questions are open.")
    browser.see("You do not survive every loss", "No single theft lets anybody in")
    assert sets(browser, "losses") == ["my phone", "PIN of my phone"]
    assert sets(browser, "thefts") == ["my phone and PIN of my phone"]
    browser.see("every way to the root user goes through one phone, my phone")

    # A click in the picture loses the phone; the same by the keyboard finds it again.
    browser.leave(link_in_picture(browser, "Lose my phone").click)
    browser.see("my phone is lost", "You are locked out", "No thief gets in")
    found = link_in_picture(browser, "Find my phone again")
    browser.leave(lambda: found.send_keys(Keys.ENTER))
    browser.not_see("You are locked out")

    # Stolen while it was open.
    browser.click("A click has it stolen")
    for thing in ("my phone", "PIN of my phone"):
        link = link_in_picture(browser, f"Have {thing} stolen")
        browser.leave(link.click)
    browser.see("You still get in", "A thief gets in")
    browser.shot("access-one-phone-stolen")
    browser.click("Everything is back in its place")
    browser.at("/access", "Access ROOT")
    assert axe.violations(browser) == []
    assert pictures_shown(browser) == ["ag"]

    # In a narrow window, the same stands in a column, and a click does the same.
    browser.width(NARROW)
    assert pictures_shown(browser) == ["ag narrow"]
    browser.leave(link_in_picture(browser, "Lose my phone").click)
    browser.see("my phone is lost", "You are locked out", "No thief gets in")
    fits = "return document.documentElement.scrollWidth <= innerWidth"
    assert browser.driver.execute_script(fits), "the page is wider than a phone"
    assert browser.driver.execute_script("""return [...document.querySelectorAll(".picture.narrow")]
        .every((one) => one.scrollWidth <= one.clientWidth)""")
    browser.shot("access-one-phone-narrow")
    browser.dark()
    browser.shot("access-one-phone-narrow-dark")
    assert axe.violations(browser) == []
    browser.light()
    found = link_in_picture(browser, "Find my phone again")
    browser.leave(lambda: found.send_keys(Keys.ENTER))
    browser.not_see("You are locked out")
    browser.click("A click has it stolen")
    browser.leave(link_in_picture(browser, "Have my phone stolen").click)
    browser.see("my phone is stolen")


def test_phone_and_laptop(browser, account):
    client, root = account
    first = quick.enrol(client, root, "phone-app")
    quick.enrol(client, root, "laptop-app")
    sign_in(browser, root, first)
    name_thing(browser, "phone")
    name_thing(browser, "laptop", "Computer")
    app_on(browser, "phone-app", "phone")
    answer(browser, "Which user are you, when you are not root?", "None of them")
    answer(browser, "Can you reach whoever runs this service’s host?", "No")
    browser.open("/access")
    assert "phone" in sets(browser, "losses"), "the other may be on the phone as well"

    app_on(browser, "laptop-app", "laptop")
    name_thing(browser, "the sheet in the safe", "Paper, or the place where it is")
    answer(browser, "Where is your password?", "In my memory", "the sheet in the safe")
    browser.open("/access")
    browser.see("You survive the loss of any one thing", "No single theft lets anybody in")
    assert "laptop and phone" in sets(browser, "losses")
    browser.shot("access-phone-and-laptop")

    # Removing a device is told before it is done, with the reason.
    browser.open("/credentials")
    browser.click("Remove laptop-app")
    browser.see("This makes things worse for you")
    assert browser.fact("Losses before").startswith("It takes 2 losses")
    assert browser.fact("Losses after") == "A single loss locks out"


def test_several_losses_at_once_without_script(console, account):
    client, root = account
    first = quick.enrol(client, root, "phone-app")
    quick.enrol(client, root, "laptop-app")
    browser = Browser(script=False)
    try:
        browser.begin(console)
        sign_in(browser, root, first)
        name_thing(browser, "phone")
        name_thing(browser, "laptop", "Computer")
        for device, thing in (("phone-app", "phone"), ("laptop-app", "laptop")):
            app_on(browser, device, thing)
        answer(browser, "Where is your password?", "In my memory")
        browser.open("/access")
        browser.press("Lose or have stolen several things at once")
        for thing in ("laptop is lost", "phone is lost", "root’s password is stolen"):
            browser.choose(thing)
        browser.click("See what happens")
        browser.see("laptop is lost", "phone is lost", "You are locked out", "No thief gets in")
    finally:
        browser.quit()


def test_two_administrators_who_can_reset_each_other(browsers, console, account):
    client, root = account
    people = []
    for name in ("alice", "bob"):
        person = quick.make_user(client, root, name, administrator=True)
        other = quick.client_of(client.server)
        quick.sign_in(other, person)
        device = quick.enrol(other, person, f"{name}-app")
        browser = browsers(console)
        sign_in(browser, person, device)
        name_thing(browser, "phone", lock="Nothing: it is open")
        app_on(browser, f"{name}-app", "phone")
        answer(browser, "Where is your password?", "In my memory")
        people.append((person, browser))
    alice, browser = people[0]
    browser.open("/access")
    browser.see("You survive the loss of any one thing", "bob, administrator alone can reset alice")
    mine, his = "alice’s phone", "bob’s phone"
    losses, thefts = sets(browser, "losses"), sets(browser, "thefts")
    assert mine not in losses and his not in losses, losses
    assert any(mine in one and his in one and "the root user" in one for one in losses), losses
    assert any(his in one and "bob’s password" in one for one in thefts), thefts
    axe.inspect(browser, "access-two-administrators")

    # Each brings the other back, as long as one of them stands; the picture says it.
    def click(name: str, *says: str) -> None:
        browser.leave(link_in_picture(browser, name).click)
        browser.see(*says)
        assert pictures_shown(browser) == ["ag"]

    click(f"Lose {mine}", "You still get in")
    click("Lose the root user", "You still get in")
    click(f"Lose {his}", "You are locked out", "No thief gets in")
    browser.see("bob, administrator: no way is left.")
    gone = browser.texts_of(".picture.wide svg .node.gone")
    assert len([one for one in gone if "administrator" in one]) == 2, "both are out"
    browser.shot("access-two-administrators-both-out")
    click(f"Find {his} again", "You still get in")

    # Who has taken the one has both.
    browser.click("Everything is back in its place")
    browser.click("A click has it stolen")
    click(f"Have {his} stolen", "No thief gets in")
    click("Have bob’s password stolen", "A thief gets in")
    assert axe.violations(browser) == []

    browser.open("/access")
    browser.click("Everybody")
    browser.at("/access/users", "Access of everybody")
    browser.click("bob", within="tbody")
    browser.at("/access/users/bob", "Access of bob")
    browser.see("“You” is bob below.")
    browser.see("You survive the loss of any one thing")

    # Deleting the second administrator is told before it is done.
    browser.open("/users/bob/delete")
    if browser.path == "/confirm":
        confirm(browser, alice)
    browser.see("This makes things worse for you")
    assert browser.fact("Losses before") == "It takes 3 losses to be locked out"
    assert browser.fact("Losses after") == "It takes 2 losses to be locked out"
    assert browser.fact("Thefts before") == browser.fact("Thefts after")
    browser.not_see("Not everything was looked at")
    axe.inspect(browser, "access-second-administrator-deleted")


def test_an_account_beyond_the_caps_says_so_on_every_page(browsers, console, account):
    client, root = account
    alice = quick.make_user(client, root, "alice", administrator=True)
    quick.make_user(client, root, "bob", administrator=True)
    for number in range(12):
        quick.make_user(client, root, f"admin-{number:02}", administrator=True)
    browser = browsers(console)
    sign_in(browser, alice)
    browser.open("/access")
    browser.see("Of 8 others it was looked at where their things are.", "Not everything was looked at")
    assert not browser.driver.find_elements(By.CSS_SELECTOR, "section[aria-labelledby=losses] .good")
    axe.inspect(browser, "access-not-everything")
    assert axe.violations(browser) == []
    browser.open("/access/users")
    browser.see("Not everything was looked at")
    axe.inspect(browser, "access-everybody-not-everything")
    assert axe.violations(browser) == []
    browser.open("/users/bob/delete")
    if browser.path == "/confirm":
        confirm(browser, alice)
    browser.see("Not everything was looked at.")
    axe.inspect(browser, "access-delete-not-everything")
    assert axe.violations(browser) == []


def test_nobody_sees_what_is_not_for_them(browsers, console, account):
    client, root = account
    alice = quick.make_user(client, root, "alice", administrator=True)
    carol = quick.make_user(client, root, "carol")
    browser = browsers(console)
    sign_in(browser, carol)
    browser.open("/access")
    browser.at("/access", "Access")
    browser.see("alice, administrator")
    for path in ("/access/users", "/access/users/alice", "/access/users/root"):
        browser.open(path)
        browser.at_heading("Not permitted")
    other = browsers(console)
    sign_in(other, alice)
    other.open("/access/users/root")
    other.at_heading("Not found")
    other.open("/access?lose0=thing/user/carol/phone")
    other.at_heading("Not found")
