package dev.guildhall.core.http;

import io.vertx.core.buffer.Buffer;

/** A file of a form, by the name of its part. */
public record UploadedFile(String name, Buffer content) {}
