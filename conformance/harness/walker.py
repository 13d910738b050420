"""A person who comes all the way, from nothing to two devices and a new password,
over a service that may die at any moment; with a ledger of what was confirmed."""

import http.client
import threading
import time
import uuid

from .client import Answer, Client
from .codes import Clock, compute
from .people import Person, new_password
from .server import Server

# What a client sees of a service that is killed.
CUT_OFF = (OSError, http.client.HTTPException)

# So many wrong codes cost no waiting.
FREE = 3


class Token:
    """Is one device: its secret, and which codes the service has accepted."""

    def __init__(self, name: str):
        self.name = name
        self.address = ""
        self.secret = ""
        self.enabled = False
        self.accepted: list[int] = []
        self.offered: int | None = None  # sent, and nothing came back

    def pair(self) -> tuple[int, int]:
        """Returns the steps of two codes in a row that are sent at once."""
        now = Clock.settle(1.0)
        return now - 1, now

    def fresh(self) -> int | None:
        """Returns the earliest step whose code the service must take, if any."""
        now = Clock.step()
        step = max([now, *(spent + 1 for spent in self.accepted)])
        return step if step <= now + 1 else None

    def accept(self, *steps: int) -> None:
        """Notes that codes were accepted: once each, and one after another."""
        for step in steps:
            assert all(step > spent for spent in self.accepted), (
                f"a code of {self.name} was accepted that is spent: {step}, {self.accepted}"
            )
            self.accepted.append(step)
        self.offered = None

    def code(self, step: int) -> str:
        """Returns the code of a step."""
        return compute(self.secret, step)


class Walker:
    """Is one person. `pending` is the change that was asked for and not answered."""

    def __init__(self, server: Server, owner: Client | None = None, root: Person | None = None):
        self.server = server
        self.owner, self.root = owner, root
        account = root.account if root else ""
        name = f"w{uuid.uuid4().hex[:10]}"
        email = "" if owner else f"{name}@example.com"
        self.person = Person(name, account, new_password(), email=email)
        self.wanted = ""  # the password that a change under way would set
        self.client = Client(server)
        self.tokens = [Token(f"{name}-{which}") for which in ("first", "second")]
        self.exists = self.own_password = self.inside = False
        self.left = self.back = self.changed = False
        self.pending = ""
        self.refusing: Answer | None = None
        self.watch = ""  # the change at which `begun` is set
        self.begun = threading.Event()
        self.lasts: dict[str, float] | None = None  # notes how long changes last

    # --- The way -------------------------------------------------------------

    def walk(self) -> None:
        """Goes on from wherever it stands to the end."""
        while step := self.next_step():
            step()

    def walk_until_cut_off(self) -> bool:
        """Goes on to the end, or until the service dies: says whether it did."""
        try:
            self.walk()
            return False
        except CUT_OFF:
            return True
        finally:
            self.begun.set()

    def next_step(self):
        """Returns what comes next, or nothing at the end."""
        if not self.exists:
            return self.make
        if not self.inside:
            return self.sign_in
        for token in self.tokens:
            if not token.enabled:
                return lambda: self.enable(token) if token.secret else self.name(token)
        if not self.left:
            return self.sign_out
        return None if self.changed else self.change_password

    def change(self, name: str, client: Client, page: Answer, action: str, fields: dict) -> Answer:
        """Sends a form that changes something. Until its answer has come nobody
        knows whether it did."""
        sent = page.form(action).fields | fields
        self.pending = name
        if name == self.watch:
            self.begun.set()
        began = time.monotonic()
        answer = client.post(action, sent)
        if self.lasts is not None:
            self.lasts[name] = time.monotonic() - began
        assert answer.status in (200, 303, 422), f"{name}: {answer.status} {answer.page.text}"
        self.pending = ""
        return answer

    def must_change(self, name: str, page: Answer, action: str, fields: dict) -> Answer:
        """Sends a form that must be taken."""
        answer = self.change(name, self.client, page, action, fields)
        assert answer.status == 303, f"{name} is refused: {answer.page.text}"
        return answer

    def make(self) -> None:
        """Makes the account, or has its owner make the user."""
        if self.owner:
            self.make_user()
        else:
            self.sign_up()
        self.exists = True

    def sign_up(self) -> None:
        person = self.person
        page = self.client.get("/sign-up")
        fields = {
            "name": "Acme", "email": person.email,
            "password": person.password, "repeated": person.password,
        }  # fmt: skip
        self.must_change("make", page, "/sign-up", fields)
        self.inside = self.own_password = True

    def make_user(self) -> None:
        person = self.person
        page = self.owner.get("/users/new")
        answer = self.change("make", self.owner, page, "/users/new", {"name": person.name})
        assert answer.status == 200, f"the user is not made: {answer.page.text}"
        person.password = answer.page.elements["one-time"].strip()

    def sign_in(self) -> None:
        """Signs in, from the names to whatever the service asks for."""
        answer = self.give_password()
        assert answer.status == 303, f"the password is refused: {answer.page.text}"
        if answer.location.startswith("/signin/code"):
            self.give_code(*self.unspent())
        elif answer.location.startswith("/signin/new-password"):
            self.choose_password()
        self.inside = True
        self.back = self.left

    def give_password(self, password: str = "") -> Answer:
        person = self.person
        address = "/signin?as=root" if person.is_root else f"/signin/{person.account}"
        names = {"email": person.email} if person.is_root else {"user": person.name}
        page = self.client.get(address)
        fields = names | {"password": password or person.password}
        return self.change("password", self.client, page, "/signin", fields)

    def unspent(self) -> tuple[Token, int]:
        """Returns a token and a step whose code is good."""
        while True:
            for token in self.tokens:
                if token.enabled and (step := token.fresh()):
                    return token, step
            Clock.wait_for(Clock.step() + 1)

    def offer(self, token: Token, step: int) -> Answer:
        """Sends a code on the second page of a sign-in, or on the page that has
        refused the code before."""
        page = self.refusing or self.client.get("/signin/code")
        fields = {"code": token.code(step)}
        answer = self.change("code", self.client, page, "/signin/code", fields)
        self.refusing = answer if answer.status == 422 else None
        return answer

    def give_code(self, token: Token, step: int) -> None:
        """Sends a code that must be taken."""
        token.offered = step
        answer = self.offer(token, step)
        assert answer.status == 303, f"a good code is refused: {answer.page.text}"
        token.accept(step)

    def choose_password(self) -> None:
        """Replaces the password that somebody else has given."""
        assert not self.own_password, "a password that is one's own must be replaced"
        self.wanted = new_password()
        page = self.client.get("/signin/new-password")
        fields = {"password": self.wanted, "repeated": self.wanted}
        self.must_change("choose password", page, "/signin/new-password", fields)
        self.person.password, self.own_password = self.wanted, True

    def name(self, token: Token) -> None:
        """Names a device and reads its secret."""
        if not token.address:
            page = self.client.get("/credentials/devices/new")
            fields = {"name": token.name}
            answer = self.must_change("name device", page, "/credentials/devices/new", fields)
            token.address = answer.location
        shown = self.client.get(token.address)
        assert shown.status == 200, f"a named device is gone: {shown.status} {shown.page.text}"
        token.secret = shown.page.elements["secret"].replace(" ", "").strip()

    def enable(self, token: Token) -> None:
        """Puts a device into use."""
        page = self.client.get(token.address)
        assert page.status == 200, f"a named device is gone: {page.status} {page.page.text}"
        first, second = pair = token.pair()
        token.offered = second
        fields = {"code1": token.code(first), "code2": token.code(second)}
        self.must_change("enable device", page, token.address, fields)
        token.enabled = True
        token.accept(*pair)

    def sign_out(self) -> None:
        old = dict(self.client.cookies)
        self.must_change("sign out", self.client.get("/"), "/signout", {})
        self.left, self.inside = True, False
        assert self.is_outside(old), "a session goes on after signing out"

    def change_password(self) -> None:
        self.wanted = new_password()
        person, page = self.person, self.client.get("/credentials/password")
        fields = {
            "password": person.password, "new_password": self.wanted, "repeated": self.wanted,
        }  # fmt: skip
        self.must_change("change password", page, "/credentials/password", fields)
        person.password, self.changed = self.wanted, True

    def is_outside(self, cookies: dict[str, str]) -> bool:
        """Says whether somebody with these cookies is not signed in."""
        return self.client.send("GET", "/", cookies=cookies).location.startswith("/signin")

    # --- After a death of the service ----------------------------------------

    def examine(self) -> None:
        """Shows, after a restart, that all that was confirmed is there, that no
        accepted code is accepted again, and that the person can go on."""
        self.check_session()
        if not self.find_out_existence():
            return
        self.inside = False
        self.client, self.refusing = Client(self.server), None
        answer = self.enter()
        if self.pending == "change password" and self.person.password == self.wanted:
            self.changed = True
        asked_for = self.pending
        self.pending = ""
        if answer.location.startswith("/signin/code"):
            self.examine_codes(asked_for)
        else:
            assert not any(token.enabled for token in self.tokens), "a device in use is not asked"
            if answer.location.startswith("/signin/new-password"):
                self.choose_password()
        self.inside, self.back = True, True
        self.left = self.left or asked_for == "sign out"
        self.examine_devices()

    def check_session(self) -> None:
        """A session whose last change was answered goes on."""
        if self.inside and not self.pending:
            page = self.client.get("/")
            assert page.status == 200, f"a session is gone: {page.status} {page.location}"

    def find_out_existence(self) -> bool:
        """Says whether the person is there: surely, if that was confirmed."""
        if not self.exists and self.pending == "make":
            self.pending = ""
            self.exists = self.given_another() if self.owner else self.signs_in()
            self.own_password = not self.owner
            self.client = Client(self.server)
        if not self.exists:
            self.pending = ""
        return self.exists

    def signs_in(self) -> bool:
        """Says whether the password that was chosen is taken."""
        return self.give_password().status == 303

    def given_another(self) -> bool:
        """Has the owner give another one-time password to a user whose first one went
        with an answer that never came; says whether there is such a user."""
        here = f"/users/{self.person.name}"
        if self.owner.get(here).status != 200:
            return False
        page = self.owner.get(f"{here}/password")
        if page.location.startswith("/confirm"):
            asked = self.owner.get(page.location)
            self.owner.submit(asked, "/confirm", {"password": self.root.password})
            page = self.owner.get(f"{here}/password")
        answer = self.owner.submit(page, f"{here}/password", {})
        assert answer.status == 200, f"no password is given: {answer.page.text}"
        self.person.password = answer.page.elements["one-time"].strip()
        return True

    def enter(self) -> Answer:
        """Gives the password: the confirmed one; where a change was under way, the
        one or the other, and never both."""
        asked_for = self.pending
        answer = self.give_password()
        self.pending = asked_for
        if asked_for not in ("change password", "choose password"):
            assert answer.status == 303, f"the confirmed password is refused: {answer.page.text}"
            return answer
        before, kept = answer, dict(self.client.cookies)
        after = self.give_password(self.wanted)
        self.pending = asked_for
        taken = [before.status == 303, after.status == 303]
        assert taken.count(True) == 1, f"passwords taken, old and new: {taken}"
        if taken[1]:
            self.person.password, self.own_password = self.wanted, True
            return after
        self.client.cookies |= kept
        return before

    def examine_codes(self, asked_for: str) -> None:
        """Offers every accepted code again, then one that is good."""
        unsure = [token for token in self.tokens if token.offered is not None]
        if asked_for == "enable device" and unsure and not any(t.enabled for t in self.tokens):
            # A code is asked for, so that the only device must be in use.
            unsure[0].enabled = True
            unsure[0].accept(unsure[0].offered - 1, unsure[0].offered)
        assert any(token.enabled for token in self.tokens), "a code is asked for without a device"
        spent = [(token, step) for token in self.tokens for step in token.accepted]
        unanswered = [(token, token.offered) for token in unsure if asked_for == "code"]
        for token, step in sorted(spent, key=lambda one: -one[1])[: FREE - len(unanswered)]:
            self.assert_spent(token, step)
        for token, step in unanswered:
            if self.offer_again(token, step):
                return
        self.give_code(*self.unspent())

    def assert_spent(self, token: Token, step: int) -> None:
        """Offers an accepted code, which must be refused: as used, as long as it is
        not too old by now."""
        answer = self.offer(token, step)
        assert answer.status == 422, f"a code of {token.name} works twice: {step}, {token.accepted}"
        if step >= Clock.step() - 1:
            assert "was used already" in answer.page.text, answer.page.text

    def offer_again(self, token: Token, step: int) -> bool:
        """Offers a code that was sent and not answered: it is either good, or
        spent, as long as it is not too old by now."""
        answer = self.offer(token, step)
        token.accept(step)
        if answer.status == 422 and step >= Clock.step() - 1:
            assert "was used already" in answer.page.text, answer.page.text
        return answer.status == 303

    def examine_devices(self) -> None:
        """Shows that devices in use are listed, and finds out about one whose two
        codes were not answered."""
        text = self.client.get("/credentials").page.text
        for token in self.tokens:
            if token.enabled:
                assert token.name in text, f"{token.name} is gone: {text}"
            elif token.offered is not None and self.client.get(token.address).status != 200:
                token.enabled = True
                token.accept(token.offered - 1, token.offered)
            token.offered = None
