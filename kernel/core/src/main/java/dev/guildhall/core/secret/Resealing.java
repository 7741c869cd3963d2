package dev.guildhall.core.secret;

import com.nimbusds.jose.JWEObject;
import java.text.ParseException;
import java.util.Optional;

/** Opens what one master key has sealed, and seals it with another for the same purpose. */
public final class Resealing {

    private final MasterKey former;
    private final SecretBox from;
    private final SecretBox to;

    public Resealing(MasterKey former, MasterKey next) {
        this.former = former;
        this.from = new SecretBox(former);
        this.to = new SecretBox(next);
    }

    /**
     * The same secret, sealed with the other key; empty for what the former one has not sealed.
     *
     * @throws SecretUnreadableException when it was changed after it was sealed
     */
    public Optional<String> anew(String sealed) {
        try {
            var header = JWEObject.parse(sealed).getHeader();
            if (former.fingerprint().equals(header.getKeyID())
                    && header.getCustomParam(SecretBox.PURPOSE) instanceof String purpose) {
                return Optional.of(to.seal(purpose, from.open(purpose, sealed)));
            }
            return Optional.empty();
        } catch (ParseException | NullPointerException noJwe) { // the latter for a header without alg
            return Optional.empty();
        }
    }
}
