package dev.guildhall.core.http;

import java.nio.file.Path;

/** How much a client may send. Uploads are kept in a directory while their request lasts. */
public record HttpLimits(long maxBodyBytes, long maxUploadBytes, Path uploadDirectory) {}
