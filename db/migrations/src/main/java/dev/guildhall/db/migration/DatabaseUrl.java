package dev.guildhall.db.migration;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a PostgreSQL database is and who one is there, as in {@code postgresql://user:password@host:5432/database}.
 * {@link #toString} hides the password, and so does every error about a URL.
 */
public record DatabaseUrl(
        String host,
        int port,
        String database,
        String user,
        String password,
        SslMode sslMode,
        Optional<Path> sslRootCertificate) {

    private static final int DEFAULT_PORT = 5432;
    private static final Pattern HOST_AND_PORT = Pattern.compile("(\\[[0-9A-Fa-f:.%]+]|[^:\\[\\],]+)(?::(\\d{1,5}))?");
    private static final String SHAPE = "write it as postgresql://user:password@host:5432/database?sslmode=prefer"
            + " (characters like @ : / # ? % in the password percent-encoded)";

    /**
     * Reads a {@code postgresql://} or {@code postgres://} URL. The port may be missing, and so may the password; the
     * parameters {@code sslmode} and {@code sslrootcert} mean what they mean to libpq.
     *
     * @throws IllegalArgumentException for anything else, with what is wrong and without the password
     */
    public static DatabaseUrl parse(String url) {
        URI uri = uri(url);
        String authority = uri.getRawAuthority();
        if (authority == null) {
            throw wrong("names no host");
        }
        int at = authority.lastIndexOf('@');
        if (at < 0) {
            throw wrong("names no user");
        }
        String[] login = authority.substring(0, at).split(":", 2);
        if (login[0].isEmpty()) {
            throw wrong("names no user");
        }
        Matcher address = HOST_AND_PORT.matcher(authority.substring(at + 1));
        if (!address.matches()) {
            throw wrong("has no single host and port after its user");
        }
        Map<String, String> parameters = parameters(uri.getRawQuery());
        return new DatabaseUrl(
                address.group(1).replace("[", "").replace("]", ""),
                port(address.group(2)),
                database(uri.getRawPath()),
                decode(login[0]),
                login.length > 1 ? decode(login[1]) : "",
                Optional.ofNullable(parameters.get("sslmode")).map(SslMode::of).orElse(SslMode.PREFER),
                Optional.ofNullable(parameters.get("sslrootcert")).map(Path::of));
    }

    private static URI uri(String url) {
        if (url == null || url.isBlank()) {
            throw wrong("is empty");
        }
        if (!url.startsWith("postgresql://") && !url.startsWith("postgres://")) {
            throw wrong("does not begin with postgresql://");
        }
        try {
            URI uri = new URI(url.strip());
            if (uri.getRawFragment() != null) {
                throw wrong("has a # in it");
            }
            return uri;
        } catch (URISyntaxException malformed) {
            throw wrong("is malformed at character " + (malformed.getIndex() + 1));
        }
    }

    private static int port(String digits) {
        int port = digits == null ? DEFAULT_PORT : Integer.parseInt(digits);
        if (port < 1 || port > 65535) {
            throw wrong("has the port " + port);
        }
        return port;
    }

    private static String database(String path) {
        String name = path == null || path.length() < 2 ? "" : decode(path.substring(1));
        if (name.isEmpty() || name.contains("/")) {
            throw wrong("names no database");
        }
        return name;
    }

    private static Map<String, String> parameters(String query) {
        var parameters = new LinkedHashMap<String, String>();
        if (query == null || query.isEmpty()) {
            return parameters;
        }
        for (String pair : query.split("&")) {
            String[] parts = pair.split("=", 2);
            String name = decode(parts[0]);
            if (!name.equals("sslmode") && !name.equals("sslrootcert")) {
                throw wrong("has the parameter \"" + name + "\", and only sslmode and sslrootcert are understood");
            }
            parameters.put(name, parts.length > 1 ? decode(parts[1]) : "");
        }
        return parameters;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw wrong("has a % that begins no percent-encoded character");
        }
    }

    private static IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("The database URL " + what + "; " + SHAPE + ".");
    }

    /** The URL for JDBC, without user and password. */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + address() + "/" + URLEncoder.encode(database, StandardCharsets.UTF_8)
                + "?sslmode=" + sslMode.label()
                + sslRootCertificate
                        .map(file -> "&sslrootcert=" + URLEncoder.encode(file.toString(), StandardCharsets.UTF_8))
                        .orElse("");
    }

    private String address() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** The same database, as another role. */
    public DatabaseUrl as(String otherUser, String otherPassword) {
        return new DatabaseUrl(host, port, database, otherUser, otherPassword, sslMode, sslRootCertificate);
    }

    /** Another database on the same server, as the same role. */
    public DatabaseUrl withDatabase(String other) {
        return new DatabaseUrl(host, port, other, user, password, sslMode, sslRootCertificate);
    }

    @Override
    public String toString() {
        return "postgresql://" + user + ":***@" + address() + "/" + database + "?sslmode=" + sslMode.label();
    }
}
