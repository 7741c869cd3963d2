package dev.guildhall.agents.internal;

import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.spi.Caller;

/** By what right a run does what it does: that of whoever asked, as it is now. */
record RunAccess(Authentication authentication, Access access, Caller caller) {}
