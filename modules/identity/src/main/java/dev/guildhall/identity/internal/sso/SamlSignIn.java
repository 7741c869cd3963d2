package dev.guildhall.identity.internal.sso;

import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.module.Environment;
import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.identity.Client;
import dev.guildhall.identity.IdentityError;
import dev.guildhall.identity.SsoCertificate;
import dev.guildhall.identity.SsoConfiguration;
import dev.guildhall.identity.SsoReport.LatestAnswer;
import dev.guildhall.identity.internal.saml.SamlAnswers;
import dev.guildhall.identity.internal.saml.SamlAnswers.Read;
import dev.guildhall.identity.internal.saml.SamlAssertion;
import dev.guildhall.identity.internal.saml.SamlExpectation;
import dev.guildhall.identity.internal.saml.SamlFault;
import dev.guildhall.identity.internal.saml.SamlKey;
import dev.guildhall.identity.internal.saml.SamlRefusal;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signing in by SAML 2.0: the request goes by HTTP-Redirect, the answer comes by HTTP-POST. The id of the request follows
 * from a secret that only the browser keeps, so that no other browser can present the answer.
 */
final class SamlSignIn {

    private static final Logger LOG = LoggerFactory.getLogger(SamlSignIn.class);
    private static final byte[] REQUEST = {'s', 'a', 'm', 'l'};

    // Its request is over long before, whatever the provider says.
    private static final Duration LONGEST_REMEMBERED = Duration.ofDays(1);

    private final Database database;
    private final Clock clock;
    private final SsoAddresses addresses;
    private final CostlyWork work;
    private final SamlKeys keys;
    private final SsoTable configurations = new SsoTable();
    private final SamlAssertionTable assertions = new SamlAssertionTable();
    private final SamlAnswerTable answers = new SamlAnswerTable();

    SamlSignIn(Environment environment, SsoAddresses addresses, CostlyWork work) {
        this.database = environment.database();
        this.clock = environment.clock();
        this.addresses = addresses;
        this.work = work;
        this.keys = new SamlKeys(environment.vertx(), database, environment.secrets(), clock);
    }

    /** Where the browser goes. */
    Future<URI> request(SsoConnection connection, ClientSecret state, ClientSecret browser, Client client) {
        return connection.sso().signRequests()
                ? keys.get()
                        .compose(key -> work.run(client, () -> request(connection, state, browser, Optional.of(key))))
                : Future.succeededFuture(request(connection, state, browser, Optional.empty()));
    }

    private URI request(SsoConnection connection, ClientSecret state, ClientSecret browser, Optional<SamlKey> signer) {
        var url = connection.sso().singleSignOnUrl().orElseThrow();
        return addresses
                .serviceProvider(connection.id())
                .request(url, requestId(browser.text()), state.text(), clock.instant(), signer);
    }

    /** What the provider of an organization reads of this server, whether there is such a one or not. */
    Future<String> metadata(OrganizationId organization) {
        var signs = configurations
                .find(database, organization)
                .map(found -> found.filter(SsoConfiguration::signRequests).isPresent());
        return Future.all(keys.get(), signs)
                .map(both -> addresses.serviceProvider(organization).metadata(both.resultAt(0), both.resultAt(1)));
    }

    /**
     * Of whom the answer speaks; fails with {@code AUTH.SSO_TOKEN_INVALID} and {@code AUTH.SSO_DENIED}.
     *
     * @param browser what the browser kept that began it
     */
    Future<ProvidedUser> user(SsoConnection connection, String answer, String browser, Client client) {
        return keys.get()
                .map(key -> expectation(connection, browser, key))
                .compose(expected -> work.run(client, () -> SamlAnswers.read(answer, expected))
                        .compose(read -> noted(connection.id(), read, expected.now())))
                .map(read -> {
                    read.refusal().ifPresent(why -> {
                        throw refused(connection, why);
                    });
                    return SamlPeople.of(connection.issuer(), read.assertion().orElseThrow());
                });
    }

    private SamlExpectation expectation(SsoConnection connection, String browser, SamlKey key) {
        var here = addresses.serviceProvider(connection.id());
        return new SamlExpectation(
                connection.issuer(),
                connection.sso().certificates().stream()
                        .map(SsoCertificate::x509)
                        .toList(),
                here.entityId(),
                here.assertionConsumer(),
                requestId(browser),
                key,
                clock.instant());
    }

    /** What was read, but for an assertion that was used before; whoever configures the provider can look at it. */
    private Future<Read> noted(OrganizationId organization, Read read, Instant now) {
        return database.inTransaction(
                        organization,
                        tx -> read.assertion()
                                .map(assertion -> assertions
                                        .use(tx, organization, assertion.id(), kept(assertion, now))
                                        .map(isFirst -> isFirst ? read : read.refused(SamlRefusal.replayed())))
                                .orElseGet(() -> Future.succeededFuture(read))
                                .compose(judged -> answers.write(tx, organization, latest(judged, now))
                                        .map(judged)))
                .recover(ConstraintViolation.means("saml_assertion_sso_fk", SsoRouting::notOffered))
                .recover(ConstraintViolation.means("saml_answer_sso_fk", SsoRouting::notOffered));
    }

    private static Instant kept(SamlAssertion assertion, Instant now) {
        var longest = now.plus(LONGEST_REMEMBERED);
        return assertion.endsAt().isBefore(longest) ? assertion.endsAt() : longest;
    }

    private static LatestAnswer latest(Read read, Instant now) {
        return new LatestAnswer(
                now.truncatedTo(ChronoUnit.MICROS),
                read.refusal().map(why -> why.fault().name()),
                SamlFacts.json(read));
    }

    Future<Void> forgetExpired() {
        return assertions.deleteExpired(database, clock.instant());
    }

    private static String requestId(String browser) {
        return ClientSecret.derived("_", browser, REQUEST).text();
    }

    // Whoever forged it learns nothing from the answer.
    private static Problem refused(SsoConnection connection, SamlRefusal why) {
        LOG.info("An answer of the SAML provider {} is refused: {}", connection.issuer(), why.getMessage());
        return why.fault() == SamlFault.STATUS
                ? IdentityError.AUTH_SSO_DENIED.because(
                        "The identity provider did not let you sign in; start again, or ask who runs it.")
                : IdentityError.AUTH_SSO_TOKEN_INVALID.because(
                        "What the identity provider says of the sign-in cannot be trusted; start again. Administrators of"
                                + " the organization find the reason by testing its single sign-on.");
    }
}
