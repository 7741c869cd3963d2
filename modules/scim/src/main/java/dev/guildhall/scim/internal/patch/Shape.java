package dev.guildhall.scim.internal.patch;

import dev.guildhall.scim.internal.Scim;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a kind of resource has.
 *
 * @param single the attributes that have one value, by their names in lower case, as they are spelled
 * @param many those of many elements
 * @param readOnly what only the server says, in lower case
 * @param ignored what directories send of the same schema and is not kept, in lower case
 */
public record Shape(Map<String, String> single, Map<String, String> many, Set<String> readOnly, Set<String> ignored) {

    enum Kind {
        SINGLE,
        MANY,
        READ_ONLY,
        IGNORED
    }

    /** Empty for what no such resource has. */
    Optional<Kind> kind(String attribute) {
        var name = Scim.lower(attribute);
        if (single.containsKey(name)) {
            return Optional.of(Kind.SINGLE);
        }
        if (many.containsKey(name)) {
            return Optional.of(Kind.MANY);
        }
        if (readOnly.contains(name)) {
            return Optional.of(Kind.READ_ONLY);
        }
        return ignored.contains(name) || PatchPath.isOfExtension(attribute)
                ? Optional.of(Kind.IGNORED)
                : Optional.empty();
    }

    String spelled(String attribute) {
        var name = Scim.lower(attribute);
        return single.getOrDefault(name, many.getOrDefault(name, attribute));
    }
}
