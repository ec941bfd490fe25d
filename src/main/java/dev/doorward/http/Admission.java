package dev.doorward.http;

import dev.doorward.access.Authenticator;
import java.util.Optional;

/** What a request has to pass before its route is asked. */
record Admission(Authenticator authenticator, Optional<RateLimit> rateLimit, boolean versionRequired) {}
