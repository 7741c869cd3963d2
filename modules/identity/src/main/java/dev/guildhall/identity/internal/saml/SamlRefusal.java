package dev.guildhall.identity.internal.saml;

/** What somebody sent cannot be trusted; the message says why, to who runs the provider. */
public final class SamlRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final SamlFault fault;

    SamlRefusal(SamlFault fault, String message) {
        super(message, null, false, false);
        this.fault = fault;
    }

    /** The assertion was used before. */
    public static SamlRefusal replayed() {
        return SamlFault.REPLAYED.refuse();
    }

    public SamlFault fault() {
        return fault;
    }
}
