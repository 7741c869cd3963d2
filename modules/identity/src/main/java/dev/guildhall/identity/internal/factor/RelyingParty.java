package dev.guildhall.identity.internal.factor;

import static java.util.Objects.requireNonNull;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.AttestationObjectConverter;
import com.webauthn4j.converter.AuthenticatorDataConverter;
import com.webauthn4j.converter.CollectedClientDataConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.AuthenticationRequest;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.attestation.AttestationObject;
import com.webauthn4j.data.attestation.authenticator.AAGUID;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.authenticator.AuthenticatorData;
import com.webauthn4j.data.attestation.authenticator.COSEKey;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.data.extension.authenticator.RegistrationExtensionAuthenticatorOutput;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.verifier.attestation.statement.none.NoneAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.trustworthiness.certpath.NullCertPathTrustworthinessVerifier;
import com.webauthn4j.verifier.attestation.trustworthiness.self.NullSelfAttestationTrustworthinessVerifier;
import com.webauthn4j.verifier.exception.BadChallengeException;
import com.webauthn4j.verifier.exception.BadOriginException;
import com.webauthn4j.verifier.exception.BadRpIdException;
import com.webauthn4j.verifier.exception.BadSignatureException;
import com.webauthn4j.verifier.exception.NotAllowedAlgorithmException;
import com.webauthn4j.verifier.exception.UserNotPresentException;
import com.webauthn4j.verifier.exception.UserNotVerifiedException;
import com.webauthn4j.verifier.exception.VerificationException;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.identity.IdentityError;
import java.net.URI;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What this server is to authenticators (WebAuthn level 2 and 3), by its public URL. All passkeys are asked to verify
 * their user, by a PIN or a finger, so that each is two factors. What made an authenticator is nobody's business here: an
 * attestation is not read. To check a message takes processor time, and is for no event loop.
 */
public final class RelyingParty {

    /** In the order in which they are preferred: ES256, EdDSA and RS256. */
    static final List<Integer> ALGORITHMS = List.of(-7, -8, -257);

    private static final List<PublicKeyCredentialParameters> PARAMETERS = ALGORITHMS.stream()
            .map(algorithm -> new PublicKeyCredentialParameters(
                    PublicKeyCredentialType.PUBLIC_KEY, COSEAlgorithmIdentifier.create(algorithm)))
            .toList();

    private static final int SHORTEST_ID = 16;
    private static final int LONGEST_KEY = 1024;

    private final String id;
    private final Origin origin;
    private final ObjectConverter converter = new ObjectConverter();
    private final WebAuthnManager manager;

    public RelyingParty(URI publicUrl) {
        this.id = publicUrl.getHost().toLowerCase(Locale.ROOT);
        this.origin = new Origin(publicUrl.getScheme() + "://" + publicUrl.getAuthority());
        this.manager = new WebAuthnManager(
                List.of(new NoneAttestationStatementVerifier()),
                new NullCertPathTrustworthinessVerifier(),
                new NullSelfAttestationTrustworthinessVerifier(),
                converter);
        // It is looked at under the lock of the passkey, which this knows nothing of.
        manager.getAuthenticationDataVerifier().setMaliciousCounterValueHandler(told -> {});
    }

    /** The host that passkeys are bound to. */
    public String id() {
        return id;
    }

    /** What is kept of a new passkey. */
    record Registered(byte[] credentialId, byte[] publicKey, long signatureCount, boolean backupEligible) {}

    /** Fails with {@code AUTH.BAD_PASSKEY}, and naming the field for what cannot be read at all. */
    Registered register(byte[] challenge, Attestation given) {
        var data = read(() -> registration(given));
        if (Boolean.TRUE.equals(data.getCollectedClientData().getCrossOrigin())) {
            throw refused("it was made in a frame in a page of another site");
        }
        refuse(() -> manager.verify(data, new RegistrationParameters(expected(challenge), PARAMETERS, true, true)));
        var authenticator = data.getAttestationObject().getAuthenticatorData();
        var credential = authenticator.getAttestedCredentialData();
        return new Registered(
                acceptable(credential.getCredentialId()),
                acceptable(credential.getCOSEKey()),
                authenticator.getSignCount(),
                authenticator.isFlagBE());
    }

    // With a statement of nothing in place of the one that is there, as browsers do for those who ask for none.
    private RegistrationData registration(Attestation given) {
        var authenticatorData =
                new AttestationObjectConverter(converter).extractAuthenticatorData(given.attestationObject());
        AuthenticatorData<RegistrationExtensionAuthenticatorOutput> authenticator =
                new AuthenticatorDataConverter(converter).convert(authenticatorData);
        var attestation = new AttestationObject(authenticator, new NoneAttestationStatement());
        return new RegistrationData(
                attestation,
                new AttestationObjectConverter(converter).convertToBytes(attestation),
                requireNonNull(new CollectedClientDataConverter(converter).convert(given.clientData())),
                given.clientData(),
                null,
                Set.of());
    }

    private static byte[] acceptable(byte[] credentialId) {
        if (credentialId.length < SHORTEST_ID) {
            throw refused("its id is too short to be like no other");
        }
        return credentialId;
    }

    private byte[] acceptable(COSEKey key) {
        var isOdd = read(key::getPublicKey) instanceof RSAPublicKey rsa
                && (rsa.getModulus().bitLength() < 2048
                        || rsa.getModulus().bitLength() > 4096
                        || rsa.getPublicExponent().bitLength() > 32);
        var bytes = converter.getCborConverter().writeValueAsBytes(key);
        if (isOdd || key.hasPrivateKey() || bytes.length > LONGEST_KEY) {
            throw refused("its key is none that is taken here");
        }
        return bytes;
    }

    /**
     * The count of the signature, of which its passkey decides. Fails with {@code AUTH.BAD_PASSKEY}, and naming the field
     * for what cannot be read at all.
     */
    long verify(byte[] challenge, Passkey passkey, Assertion given) {
        var data = read(() -> manager.parse(new AuthenticationRequest(
                given.credentialId(),
                given.userHandle(),
                given.authenticatorData(),
                given.clientData(),
                given.signature())));
        if (data.getUserHandle() != null
                && !Arrays.equals(data.getUserHandle(), PasskeyOptions.handle(passkey.user()))) {
            throw refused("it is of another account");
        }
        refuse(() -> verify(challenge, passkey, data));
        return data.getAuthenticatorData().getSignCount();
    }

    private void verify(byte[] challenge, Passkey passkey, AuthenticationData data) {
        var key = converter.getCborConverter().readValue(passkey.publicKey(), COSEKey.class);
        var known = new CredentialRecordImpl(
                new NoneAttestationStatement(),
                true,
                passkey.backupEligible(),
                null,
                passkey.signatureCount(),
                new AttestedCredentialData(AAGUID.ZERO, passkey.credentialId(), key),
                null,
                null,
                null,
                null);
        manager.verify(data, new AuthenticationParameters(expected(challenge), known, null, true, true));
    }

    private ServerProperty expected(byte[] challenge) {
        return new ServerProperty(origin, id, new DefaultChallenge(challenge));
    }

    // What is not as it should be has the parser fail in many ways, a null pointer among them, and reading does nothing
    // else.
    private static <T> T read(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (RuntimeException malformed) {
            throw CommonError.REQUEST_INVALID.onField(
                    "credential", "credential must be what the browser handed out, which cannot be read");
        }
    }

    private void refuse(Runnable verification) {
        try {
            verification.run();
        } catch (VerificationException wrong) {
            throw refused(reason(wrong));
        }
    }

    private String reason(VerificationException wrong) {
        if (wrong instanceof BadOriginException) {
            return "it was made on a page of another origin than " + origin;
        } else if (wrong instanceof BadRpIdException) {
            return "it was made for another host than " + id;
        } else if (wrong instanceof BadChallengeException) {
            return "it answers another challenge";
        } else if (wrong instanceof UserNotVerifiedException || wrong instanceof UserNotPresentException) {
            return "the authenticator has not verified its user";
        } else if (wrong instanceof NotAllowedAlgorithmException) {
            return "its key is of an algorithm that was not asked for";
        } else if (wrong instanceof BadSignatureException) {
            return "its signature is wrong";
        }
        return "the authenticator has said what it must not";
    }

    static Problem refused(String why) {
        return IdentityError.AUTH_BAD_PASSKEY.because("The passkey is refused: " + why + ".");
    }
}
