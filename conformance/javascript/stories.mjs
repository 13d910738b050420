// AWS's SDK for JavaScript against the service: `node stories.mjs NAME`, led by the
// variables that AWS's clients know. A story that fails ends with its assertion.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { CloudTrailClient, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import * as Iam from "@aws-sdk/client-iam";
import {
  AssumeRoleCommand, GetCallerIdentityCommand, GetSessionTokenCommand, STSClient,
} from "@aws-sdk/client-sts";

const STEP = 30;
const once = { maxAttempts: 1 };
const step = () => Math.floor(Date.now() / 1000 / STEP);
const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** Is a program with an access key, or with temporary credentials. */
class Program {
  constructor(credentials, more = once) {
    this.iam = new Iam.IAMClient({ credentials, ...more });
    this.sts = new STSClient({ credentials, ...more });
    this.trail = new CloudTrailClient({ credentials, ...more });
  }

  static of(given) {
    return new Program({
      accessKeyId: given.AccessKeyId,
      secretAccessKey: given.SecretAccessKey,
      sessionToken: given.SessionToken,
    });
  }
}

const root = new Program(undefined);

/** Makes a user with a key and an inline policy. */
async function member(name, ...statements) {
  await root.iam.send(new Iam.CreateUserCommand({ UserName: name }));
  if (statements.length) {
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: statements });
    await root.iam.send(new Iam.PutUserPolicyCommand({ UserName: name, PolicyName: "own", PolicyDocument }));
  }
  const made = await root.iam.send(new Iam.CreateAccessKeyCommand({ UserName: name }));
  return Program.of(made.AccessKey);
}

/** Is a device as a phone has it: out of the picture. */
class Device {
  static async scan(program, name) {
    const made = await program.iam.send(new Iam.CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: name }));
    const { SerialNumber, Base32StringSeed, QRCodePNG } = made.VirtualMFADevice;
    const folder = mkdtempSync(join(tmpdir(), "secondkey-js-"));
    const picture = join(folder, "code.png");
    writeFileSync(picture, QRCodePNG);
    const read = execFileSync("zbarimg", ["--quiet", "--raw", picture], { encoding: "utf8" }).trim();
    rmSync(folder, { recursive: true });
    const device = new Device();
    device.serial = SerialNumber;
    device.secret = new URL(read).searchParams.get("secret");
    assert.equal(device.secret, new TextDecoder().decode(Base32StringSeed));
    assert.equal(device.secret.length, 64);
    return device;
  }

  code(at) {
    const moment = `--now=@${at * STEP}`;
    return execFileSync("oathtool", ["--totp", "--base32", moment, "-"], {
      encoding: "utf8", input: `${this.secret}\n`,
    }).trim();
  }

  /** Returns two codes in a row, the newer of the step before this one. */
  async pair() {
    const left = STEP * 1000 - (Date.now() % (STEP * 1000));
    if (left < 8000) await sleep(left + 100);
    return {
      SerialNumber: this.serial,
      AuthenticationCode1: this.code(step() - 2),
      AuthenticationCode2: this.code(step() - 1),
    };
  }

  /** Returns a code that was not used since the pair; there is one in each step. */
  factor() {
    return { SerialNumber: this.serial, TokenCode: this.code(step()) };
  }
}

/** Makes a call that must be refused, and returns the error. */
async function refusal(client, command) {
  try {
    await client.send(command);
  } catch (error) {
    assert.ok(error.$metadata.requestId, "every error has the id of its request");
    return error;
  }
  return assert.fail("it was not refused");
}

const stories = {
  /** From a user who has nothing but a key to a role that wants a second factor. */
  async life() {
    const ann = await member(
      "ann",
      { Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" },
      { Effect: "Allow", Action: "iam:CreateVirtualMFADevice", Resource: "arn:aws:iam::*:mfa/*" },
      {
        Effect: "Allow", Action: "iam:*", Resource: "*",
        Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
      },
      { Effect: "Allow", Action: "iam:EnableMFADevice", Resource: "arn:aws:iam::*:user/${aws:username}" },
    );
    const device = await Device.scan(ann, "ann");
    const pair = await device.pair();
    const turned = {
      ...pair, AuthenticationCode1: pair.AuthenticationCode2, AuthenticationCode2: pair.AuthenticationCode1,
    };
    const wrong = await refusal(ann.iam, new Iam.EnableMFADeviceCommand({ UserName: "ann", ...turned }));
    assert.ok(wrong instanceof Iam.InvalidAuthenticationCodeException);
    await ann.iam.send(new Iam.EnableMFADeviceCommand({ UserName: "ann", ...pair }));

    const { Account } = await root.sts.send(new GetCallerIdentityCommand({}));
    const Trust = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{
        Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: `arn:aws:iam::${Account}:root` },
        Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
      }],
    });
    const { Role } = await root.iam.send(
      new Iam.CreateRoleCommand({ RoleName: "deploy", AssumeRolePolicyDocument: Trust }),
    );
    assert.equal(decodeURIComponent(Role.AssumeRolePolicyDocument), Trust);
    const role = new AssumeRoleCommand({ RoleArn: Role.Arn, RoleSessionName: "s-1" });
    const refused = await refusal(ann.sts, role);
    assert.equal(refused.name, "AccessDenied");
    assert.match(refused.message, /is not authorized to perform: sts:AssumeRole on resource: /);

    const factor = device.factor();
    const given = await ann.sts.send(new GetSessionTokenCommand({ DurationSeconds: 3600, ...factor }));
    const lasts = given.Credentials.Expiration.getTime() - Date.now();
    assert.ok(lasts > 3_500_000 && lasts <= 3_600_000, `${lasts} ms`);
    const again = await refusal(ann.sts, new GetSessionTokenCommand(factor));
    assert.equal(again.name, "AccessDenied");
    assert.equal(again.message, "MultiFactorAuthentication failed with invalid MFA one time pass code. ");

    const session = Program.of(given.Credentials);
    const { Users } = await session.iam.send(new Iam.ListUsersCommand({}));
    assert.deepEqual(Users.map((user) => user.UserName), ["ann"]);
    assert.ok(Users[0].CreateDate instanceof Date);
    assert.equal((await refusal(ann.iam, new Iam.ListUsersCommand({}))).name, "AccessDenied");
    const assumed = await session.sts.send(role);
    const who = await Program.of(assumed.Credentials).sts.send(new GetCallerIdentityCommand({}));
    assert.equal(who.Arn, `arn:aws:sts::${Account}:assumed-role/deploy/s-1`);
    assert.equal(assumed.AssumedRoleUser.Arn, who.Arn);
  },

  /** Errors are objects of the classes that the models know. */
  async errors() {
    const { iam } = root;
    const user = { UserName: "ann" };
    await iam.send(new Iam.CreateUserCommand(user));
    const device = await Device.scan(root, "ann");
    await iam.send(new Iam.EnableMFADeviceCommand({ ...user, ...await device.pair() }));
    await iam.send(new Iam.CreateAccessKeyCommand(user));
    await iam.send(new Iam.CreateAccessKeyCommand(user));
    const broken = { ...user, PolicyName: "p", PolicyDocument: "{" };
    const expected = [
      [Iam.EntityAlreadyExistsException, 409, new Iam.CreateUserCommand({ UserName: "Ann" })],
      [Iam.NoSuchEntityException, 404, new Iam.GetUserCommand({ UserName: "nobody" })],
      [Iam.DeleteConflictException, 409, new Iam.DeleteVirtualMFADeviceCommand({ SerialNumber: device.serial })],
      [Iam.LimitExceededException, 409, new Iam.CreateAccessKeyCommand(user)],
      [Iam.MalformedPolicyDocumentException, 400, new Iam.PutUserPolicyCommand(broken)],
      [Iam.CredentialReportNotPresentException, 410, new Iam.GetCredentialReportCommand({})],
    ];
    for (const [kind, status, command] of expected) {
      const error = await refusal(iam, command);
      assert.ok(error instanceof kind, `${error.name}, not ${kind.name}: ${error.message}`);
      assert.equal(error.$metadata.httpStatusCode, status);
      assert.equal(error.$fault, "client");
    }
    const unknown = await refusal(iam, new Iam.GetUserCommand({ UserName: "a/b" }));
    assert.equal(unknown.name, "ValidationError");
  },

  /** Paginators come to an end, and to all of it. */
  async paginators() {
    const names = Array.from({ length: 23 }, (_, number) => `user-${String(number).padStart(2, "0")}`);
    for (const UserName of names) await root.iam.send(new Iam.CreateUserCommand({ UserName }));
    const pages = [];
    for await (const page of Iam.paginateListUsers({ client: root.iam, pageSize: 10 }, {})) {
      pages.push(page.Users.map((user) => user.UserName));
    }
    assert.deepEqual(pages.map((page) => page.length), [10, 10, 3]);
    assert.deepEqual(pages.flat(), names);
    for await (const page of Iam.paginateListMFADevices({ client: root.iam }, { UserName: names[0] })) {
      assert.deepEqual(page.MFADevices ?? [], []);
      assert.equal(page.IsTruncated, false);
    }
    let policies = 0;
    const client = { client: root.iam, pageSize: 2 };
    for await (const page of Iam.paginateListPolicies(client, { Scope: "AWS" })) policies += page.Policies.length;
    assert.ok(policies >= 6, `${policies} policies of AWS`);
  },

  /** A machine whose clock is an hour ahead corrects itself by the answer's date. */
  async clock() {
    const { now } = Date;
    Date.now = () => now() + 3_600_000;
    const error = await refusal(new Program(undefined).sts, new GetCallerIdentityCommand({}));
    assert.equal(error.name, "SignatureDoesNotMatch");
    assert.match(error.message, /^Signature not yet current: /);
    const { sts } = new Program(undefined, { maxAttempts: 2 });
    assert.match((await sts.send(new GetCallerIdentityCommand({}))).Arn, /:root$/);
  },

  /** What was done is found in CloudTrail. */
  async trail() {
    await root.iam.send(new Iam.CreateUserCommand({ UserName: "ann" }));
    const LookupAttributes = [{ AttributeKey: "EventName", AttributeValue: "CreateUser" }];
    const { Events } = await root.trail.send(new LookupEventsCommand({ LookupAttributes }));
    assert.equal(Events.length, 1);
    const [event] = Events;
    assert.equal(event.EventSource, "iam.amazonaws.com");
    assert.ok(event.EventTime instanceof Date);
    assert.equal(JSON.parse(event.CloudTrailEvent).requestParameters.userName, "ann");
  },
};

await stories[process.argv[2]]();
