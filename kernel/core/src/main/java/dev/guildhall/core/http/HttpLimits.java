package dev.guildhall.core.http;

import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * How much a client may send. Uploads are kept in a directory while their request lasts; requests per second are counted
 * by credential, unless there is no such limit.
 */
public record HttpLimits(long maxBodyBytes, long maxUploadBytes, Path uploadDirectory, OptionalInt requestsPerSecond) {}
