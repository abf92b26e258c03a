/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/quorum/sha256.h"

#include <stdio.h>
#include <string.h>

#include "tests/unit/check.h"

static const char *
hex(const uint8_t digest[SHA256_BYTES])
{
	static char text[2 * SHA256_BYTES + 1];

	for (unsigned i = 0; i < SHA256_BYTES; i++)
		snprintf(text + 2 * i, 3, "%02x", digest[i]);
	return text;
}

static void
the_examples_of_fips_180_hold(void)
{
	static const char *const texts[][2] = {
		{ "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410"
			 "ff61f20015ad" },
		{ "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b"
		      "7852b855" },
		{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd4"
		    "19db06c1" },
	};
	uint8_t digest[SHA256_BYTES];

	for (unsigned i = 0; i < 3; i++) {
		sha256(texts[i][0], strlen(texts[i][0]), digest);
		CHECK(strcmp(hex(digest), texts[i][1]) == 0);
	}
}

static void
a_million_letters_are_hashed(void)
{
	static char letters[1000000];
	uint8_t digest[SHA256_BYTES];

	memset(letters, 'a', sizeof(letters));
	sha256(letters, sizeof(letters), digest);
	CHECK(
	    strcmp(hex(digest), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a4972"
				"00e046d39ccc7112cd0") == 0);
}

/* RFC 4231, cases 1, 2 and 6: a key shorter and longer than a block. */
static void
the_examples_of_rfc_4231_hold(void)
{
	uint8_t key[131], code[SHA256_BYTES];

	memset(key, 0x0b, 20);
	sha256_hmac(key, 20, "Hi There", 8, code);
	CHECK(
	    strcmp(hex(code), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da7"
			      "26e9376c2e32cff7") == 0);
	sha256_hmac("Jefe", 4, "what do ya want for nothing?", 28, code);
	CHECK(
	    strcmp(hex(code), "5bdcc146bf60754e6a042426089575c75a003f089d273983"
			      "9dec58b964ec3843") == 0);
	memset(key, 0xaa, sizeof(key));
	sha256_hmac(key, sizeof(key),
	    "Test Using Larger Than Block-Size Key - Hash Key First", 54, code);
	CHECK(
	    strcmp(hex(code), "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c514"
			      "0546040f0ee37f54") == 0);
}

static void
digests_are_equal_or_not(void)
{
	uint8_t a[SHA256_BYTES] = { 1 }, b[SHA256_BYTES] = { 1 };

	CHECK(sha256_equal(a, b));
	b[SHA256_BYTES - 1] = 1;
	CHECK(!sha256_equal(a, b));
}

CHECK_MAIN(the_examples_of_fips_180_hold, a_million_letters_are_hashed,
    the_examples_of_rfc_4231_hold, digests_are_equal_or_not)
