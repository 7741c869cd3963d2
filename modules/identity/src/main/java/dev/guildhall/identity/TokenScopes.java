package dev.guildhall.identity;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.module.Product;
import dev.guildhall.core.security.PermissionRegistry;
import dev.guildhall.core.security.PermissionSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;

/**
 * What a token is limited to: permissions such as {@code agents.read}, and families such as {@code agents.*}, which have
 * all permissions that begin so, those that come with a later release included.
 */
public record TokenScopes(List<String> names) {

    private static final String FAMILY = ".*";
    private static final int MOST = 50;
    private static final int LONGEST_SHOWN = 100;
    private static final PermissionRegistry REGISTRY = Product.permissions();

    /** Reads scopes as clients write them, {@code agents:read} being {@code agents.read}. */
    public static TokenScopes of(Iterable<?> given) {
        var names = StreamSupport.stream(given.spliterator(), false)
                .map(name -> name.toString().strip().toLowerCase(Locale.ROOT).replace(':', '.'))
                .distinct()
                .toList();
        if (names.isEmpty() || names.size() > MOST) {
            throw fault("scopes must have 1 to " + MOST + " permissions; leave it out for all that are yours.");
        }
        names.forEach(TokenScopes::requireKnown);
        return new TokenScopes(names);
    }

    /** Those that are stored; one that no module declares any more allows nothing. */
    public static TokenScopes stored(String[] names) {
        return new TokenScopes(List.of(names));
    }

    public String[] toArray() {
        return names.toArray(String[]::new);
    }

    public PermissionSet permissions() {
        return names.stream().map(TokenScopes::permissions).reduce(REGISTRY.none(), PermissionSet::union);
    }

    private static PermissionSet permissions(String name) {
        return name.endsWith(FAMILY)
                ? REGISTRY.those(permission ->
                        permission.name().startsWith(name.substring(0, name.length() - FAMILY.length() + 1)))
                : REGISTRY.those(permission -> permission.name().equals(name));
    }

    private static void requireKnown(String name) {
        if (permissions(name).isEmpty()) {
            var shown = name.length() > LONGEST_SHOWN ? name.substring(0, LONGEST_SHOWN) + "…" : name;
            throw fault("There is no permission " + shown
                    + "; GET /api/permissions lists those of workspaces, and a family is written like agents.*");
        }
    }

    private static Problem fault(String message) {
        return CommonError.REQUEST_INVALID.onField("scopes", message);
    }
}
