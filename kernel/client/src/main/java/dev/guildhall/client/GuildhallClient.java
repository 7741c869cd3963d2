package dev.guildhall.client;

import java.net.URI;

/**
 * What the backend of an app does with the organizations of the app and their users.
 *
 * <pre>{@code
 * var client = GuildhallClient.of(URI.create("https://guildhall.example"), System.getenv("GUILDHALL_SECRET_KEY"));
 * var org = client.orgs().create(appId, OrgFields.of("Acme Corp", "acme", "acme.com").industry("Technology"));
 * }</pre>
 *
 * <p>Calls block until they are answered, and fail with a {@link GuildhallException}. Those that can be repeated without
 * doing anything twice are repeated twice at most when the server cannot be reached or asks to come again. Safe for many
 * threads; one for each process is enough.
 */
public final class GuildhallClient {

    private final Apps apps;
    private final Orgs orgs;
    private final OrgUsers users;
    private final Sso sso;
    private final Tokens tokens;

    private GuildhallClient(Exchange exchange) {
        this.apps = new Apps(exchange);
        this.orgs = new Orgs(exchange);
        this.users = new OrgUsers(exchange);
        this.sso = new Sso(exchange);
        this.tokens = new Tokens(exchange);
    }

    /**
     * @param server where the API is, such as {@code https://guildhall.example}
     * @param credential the key of an app, {@code sk_live_…}, or an access token of a platform administrator
     */
    public static GuildhallClient of(URI server, String credential) {
        return new GuildhallClient(new Exchange(server, credential));
    }

    public Apps apps() {
        return apps;
    }

    public Orgs orgs() {
        return orgs;
    }

    /** Who belongs to organizations. */
    public OrgUsers users() {
        return users;
    }

    /** The single sign-on of organizations. */
    public Sso sso() {
        return sso;
    }

    /** The tokens that the app makes for the users of its organizations. */
    public Tokens tokens() {
        return tokens;
    }
}
