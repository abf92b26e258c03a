/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/params.h"

#include <string.h>

#include "ocf/why.h"
#include "tests/unit/check.h"

static struct why why;

static bool
fits(unsigned standbys, unsigned acks, unsigned least)
{
	struct opengauss_params params = { .metadatabase = "",
		.sync_standbys = standbys,
		.sync_acks = acks,
		.sync_least = least };

	return params_fit(&params, &why);
}

static void
numbers_that_fit_are_taken(void)
{
	CHECK(fits(2, 1, 1));
	CHECK(fits(3, 2, 1));
	CHECK(fits(1, 1, 0));
	CHECK(fits(0, 0, 0));
}

static void
more_acknowledgements_than_standbys_are_refused(void)
{
	CHECK(!fits(1, 2, 1));
	CHECK(strstr(why.text, "sync_acks=2") == why.text);
	CHECK(strstr(why.text, "sync_standbys=1") != NULL);
}

static void
a_least_at_which_writes_would_not_stop_is_refused(void)
{
	CHECK(!fits(2, 1, 2));
	CHECK(strstr(why.text, "sync_least=2") == why.text);
	CHECK(strstr(why.text, "sync_acks=1") != NULL);
}

static bool
takes_metadatabase(const char *text)
{
	struct opengauss_params params = { .metadatabase = text };

	/* A failover does not need it. */
	CHECK(params_fit(&params, &why));
	return params_metadatabase_fits(&params, &why);
}

static void
a_metadatabase_is_named_without_its_password(void)
{
	CHECK(takes_metadatabase("host=meta dbname=ha user=gaussha"));
	CHECK(takes_metadatabase("service=meta"));
	CHECK(takes_metadatabase("postgresql://gaussha@m1,m2/ha"));
	CHECK(!takes_metadatabase("host=meta password=secret"));
	CHECK(strcmp(why.text,
		  "metadatabase: password must not stand in it, where "
		  "everybody reads it: name a passfile or a service") == 0);
	CHECK(!takes_metadatabase("postgresql://gaussha:secret@meta/ha"));
	CHECK(!takes_metadatabase("host=meta sslpassword=secret"));
	CHECK(!takes_metadatabase("meta"));
	CHECK(strstr(why.text, "metadatabase: ") == why.text);
	CHECK(!takes_metadatabase("hots=meta"));
}

CHECK_MAIN(numbers_that_fit_are_taken,
    more_acknowledgements_than_standbys_are_refused,
    a_least_at_which_writes_would_not_stop_is_refused,
    a_metadatabase_is_named_without_its_password)
