package dev.guildhall.agents.internal;

import java.util.Optional;
import java.util.UUID;

/** A run that is over without an answer. */
public record EndedRun(UUID session, UUID run, String status, Optional<String> errorCode) {}
