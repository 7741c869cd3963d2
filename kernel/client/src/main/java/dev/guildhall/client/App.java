package dev.guildhall.client;

import java.time.Instant;

/** A product that is run on the platform. */
public record App(String id, String name, Instant createdAt, Instant updatedAt) {}
