package dev.guildhall.core.security;

/**
 * Where a request comes from.
 *
 * @param address the client's address as this server sees it, or null
 * @param requestId the id by which the request is found in logs, or null
 */
public record Origin(String address, String requestId) {

    public static final Origin UNKNOWN = new Origin(null, null);
}
