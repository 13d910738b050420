"""The Debian package of the authenticator, built and unpacked."""

from pathlib import Path

from harness.tools import HERE, done, environment, program, run


def test_the_package_brings_both_programs_and_what_belongs_to_them(tmp_path):
    # How small it gets is not looked at, and packing well takes half a minute.
    built = environment(
        SECONDKEY_BINARY=program("secondkey"),
        DPKG_DEB_COMPRESSOR_TYPE="gzip", DPKG_DEB_COMPRESSOR_LEVEL="1",
    )  # fmt: skip
    done(HERE.parent / "packaging" / "debian", tmp_path, env=built, timeout=300)  # It strips large programs.
    (package,) = tmp_path.glob("secondkey_*.deb")
    place = tmp_path / "unpacked"
    done("dpkg-deb", "--extract", package, place)
    for page in ("secondkey", "secondkey-code", "secondkey-aws-audit"):
        assert (place / f"usr/share/man/man1/{page}.1.gz").is_file()
    for completions in ("bash-completion/completions/secondkey", "zsh/vendor-completions/_secondkey"):
        assert "secondkey" in (place / "usr/share" / completions).read_text()
    depends = done("dpkg-deb", "--field", package, "Depends")
    assert depends.startswith("libc6 (>= 2."), depends

    small = place / "usr/bin/secondkey"
    assert done(small, "--version").startswith("secondkey 0.")
    alone = tmp_path / "alone" / "secondkey"
    alone.parent.mkdir()
    alone.write_bytes(small.read_bytes())
    alone.chmod(0o755)
    # Nothing of that name is taken from elsewhere.
    ended = run(alone, "--version", env=environment(PATH=str(small.parent)))
    assert ended.returncode == 1
    assert f"cannot run secondkey-full, which belongs beside {alone}" in ended.stderr


def test_a_link_to_the_program_finds_the_other_one(tmp_path):
    link = tmp_path / "bin" / "secondkey"
    link.parent.mkdir()
    link.symlink_to(Path(program("secondkey")))
    assert done(link, "--version").startswith("secondkey 0.")
