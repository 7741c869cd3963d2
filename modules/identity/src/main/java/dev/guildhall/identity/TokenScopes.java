package dev.guildhall.identity;

import static dev.guildhall.core.security.Scopes.FAMILY;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.module.Product;
import dev.guildhall.core.security.DeclaredScopes;
import dev.guildhall.core.security.PermissionRegistry;
import dev.guildhall.core.security.PermissionSet;
import dev.guildhall.core.security.Scopes;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * What a token is limited to: permissions such as {@code agents.read}, and families such as {@code agents.*}, which have
 * all permissions that begin so, those that come with a later release included. Permissions that extensions declare are
 * among them.
 */
public record TokenScopes(List<String> names) {

    private static final Pattern NAME =
            Pattern.compile("[a-z][a-z0-9_-]*(\\.[a-z][a-z0-9_-]*)*\\.([a-z][a-z0-9_-]*|\\*)");
    private static final int MOST = 50;
    private static final int LONGEST_SHOWN = 100;
    private static final PermissionRegistry REGISTRY = Product.permissions();

    /**
     * Reads scopes as clients write them, {@code agents:read} being {@code agents.read}. Whether those exist that are not
     * the platform's, {@link #requireDeclared} finds out.
     */
    public static TokenScopes of(Iterable<?> given) {
        var names = StreamSupport.stream(given.spliterator(), false)
                .map(name -> name.toString().strip().toLowerCase(Locale.ROOT).replace(':', '.'))
                .distinct()
                .toList();
        if (names.isEmpty() || names.size() > MOST) {
            throw fault("scopes must have 1 to " + MOST + " permissions; leave it out for all that are yours.");
        }
        names.stream()
                .filter(name ->
                        name.length() > LONGEST_SHOWN || !NAME.matcher(name).matches())
                .findFirst()
                .ifPresent(malformed -> {
                    throw unknown(malformed);
                });
        return new TokenScopes(names);
    }

    /** Those that are stored; one that nobody declares any more allows nothing. */
    public static TokenScopes stored(String[] names) {
        return new TokenScopes(List.of(names));
    }

    public String[] toArray() {
        return names.toArray(String[]::new);
    }

    public Scopes limit() {
        return Scopes.named(REGISTRY, names);
    }

    /** Fails with {@code REQUEST.INVALID} on {@code scopes} for what is neither the platform's nor any extension's. */
    public Future<Void> requireDeclared(List<DeclaredScopes> catalogues) {
        var others = names.stream().filter(name -> permissions(name).isEmpty()).toList();
        if (others.isEmpty()) {
            return Future.succeededFuture();
        }
        var extensions = others.stream()
                .map(name -> name.substring(0, name.indexOf('.')))
                .collect(Collectors.toUnmodifiableSet());
        var asked =
                catalogues.stream().map(catalogue -> catalogue.of(extensions)).toList();
        return Future.join(asked).map(answered -> {
            var declared = new HashSet<String>();
            asked.forEach(known -> declared.addAll(known.result()));
            others.forEach(name -> requireOneOf(declared, name));
            return null;
        });
    }

    private static void requireOneOf(Set<String> declared, String name) {
        if (declared.stream().noneMatch(permission -> Scopes.isOf(name, permission))) {
            throw unknown(name);
        }
    }

    private static PermissionSet permissions(String name) {
        return REGISTRY.those(permission -> Scopes.isOf(name, permission.name()));
    }

    private static Problem unknown(String name) {
        var shown = name.length() > LONGEST_SHOWN ? name.substring(0, LONGEST_SHOWN) + "…" : name;
        return fault("There is no permission " + shown
                + "; GET /api/permissions lists those of workspaces, the marketplace those that extensions declare,"
                + " and a family is written like agents" + FAMILY);
    }

    private static Problem fault(String message) {
        return CommonError.REQUEST_INVALID.onField("scopes", message);
    }
}
