package dev.guildhall.spi.testing;

import dev.guildhall.spi.Caller;
import java.util.Optional;

/** Somebody who calls an extension in a test. */
public record FakeCaller(Kind kind, String id, String email, String role, Optional<Caller> onBehalfOf)
        implements Caller {

    /** A member. */
    public static final FakeCaller ADA = new FakeCaller(
            Kind.USER, "018f0000-0000-7000-8000-00000000000a", "ada@example.com", "MEMBER", Optional.empty());

    /** Another extension, which acts by itself. */
    public static FakeCaller extension(String key) {
        return new FakeCaller(Kind.EXTENSION, key, null, null, Optional.empty());
    }

    FakeCaller withoutAddress() {
        return new FakeCaller(kind, id, null, role, onBehalfOf);
    }
}
