package dev.guildhall.core.http;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Cause;
import dev.guildhall.core.security.ChangeWitness;
import dev.guildhall.core.security.Origin;
import io.vertx.core.Future;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A validated request to an operation, with who makes it and where. */
public final class ApiRequest {

    private static final String AUTHENTICATION = "guildhall.authentication";
    private static final String ACCESS = "guildhall.access";

    private final RoutingContext context;
    private final SecurityGate gate;
    private final AccessRequirement requirement;

    ApiRequest(RoutingContext context, SecurityGate gate, AccessRequirement requirement) {
        this.context = context;
        this.gate = gate;
        this.requirement = requirement;
    }

    static void admit(RoutingContext context, Authentication by) {
        context.put(AUTHENTICATION, by);
    }

    static void admit(RoutingContext context, Access access) {
        context.put(ACCESS, access);
    }

    /** Lets somebody know of what the request changes. */
    public void witnessedBy(ChangeWitness witness) {
        admit(context, authentication().at(authentication().origin().witnessedBy(witness)));
    }

    static Origin originOf(RoutingContext context) {
        return new Origin(TrustedProxies.addressOf(context), RequestId.of(context), RequestTrace.cause(context));
    }

    /** Who makes a request, for those who have no call yet; empty where nobody said who they are. */
    public static Optional<Authentication> authenticationOf(RoutingContext context) {
        return Optional.ofNullable(context.get(AUTHENTICATION));
    }

    /** What may be done in the tenant of a request; empty where none was decided on. */
    static Optional<Access> accessOf(RoutingContext context) {
        return Optional.ofNullable(context.get(ACCESS));
    }

    /** Whose turn a request is: that of whoever is signed in, or else of the network. */
    static String line(RoutingContext context) {
        return authenticationOf(context)
                .map(by -> by.principal().text())
                .orElseGet(() -> ClientNetwork.of(TrustedProxies.addressOf(context)));
    }

    /** Who is asking; never absent on an operation that is not public. */
    public Authentication authentication() {
        return authenticationOf(context)
                .orElseThrow(() -> new IllegalStateException("A public operation has no actor"));
    }

    /** The actor of a public operation that was called with a credential all the same. */
    public Optional<Authentication> optionalAuthentication() {
        return authenticationOf(context);
    }

    /** The workspace of the path, to which access was already decided. */
    public WorkspaceId workspace() {
        return access().workspace();
    }

    /** Has a refusal by 401 say how to go on: a scheme and its parameters, as in {@code WWW-Authenticate} (RFC 9110). */
    public void challenge(String challenge) {
        ErrorResponder.challenge(context, challenge);
    }

    /** The organization of the path, to which access was already decided. */
    public OrganizationId organization() {
        if (access().tenant() instanceof OrganizationId organization) {
            return organization;
        }
        throw new IllegalStateException("The operation is not in an organization");
    }

    public Access access() {
        return accessOf(context).orElseThrow(() -> new IllegalStateException("The operation is not in a tenant"));
    }

    /**
     * Whether the call would be admitted once more, asked by what goes on long after it began: its credential is verified
     * again, and then what the operation requires. False as well when that cannot be found out at the moment.
     */
    public Future<Boolean> isStillAdmitted() {
        return gate.stillAdmits(context, requirement);
    }

    public String path(String name) {
        return context.pathParam(name);
    }

    public UUID pathId(String name) {
        return Ids.parse(name, path(name));
    }

    public UserId pathUser(String name) {
        return new UserId(pathId(name));
    }

    public Optional<String> query(String name) {
        var values = context.queryParam(name);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(context.request().getHeader(name));
    }

    /** The body as a JSON object; an absent one is empty. */
    public JsonObject body() {
        return object(json());
    }

    static JsonObject object(Object json) {
        if (json instanceof JsonObject object) {
            return object;
        }
        throw CommonError.REQUEST_INVALID.because("The body must be a JSON object.");
    }

    /** The body as decoded JSON: an object, an array, a scalar, or null. An absent one is an empty object. */
    public Object json() {
        var parsed = RequestBody.json(context);
        if (parsed.isPresent()) {
            return parsed.get();
        }
        var buffer = RequestBody.of(context);
        if (buffer == null || buffer.length() == 0) {
            return new JsonObject();
        }
        try {
            return Json.decodeValue(buffer);
        } catch (DecodeException malformed) {
            throw RequestValidation.malformed(malformed);
        }
    }

    /** The files of a form, in no order. */
    public List<UploadedFile> files() {
        return FormReader.files(context);
    }

    /** A part of a form that is no file. */
    public Optional<String> formField(String name) {
        return Optional.ofNullable(context.request().getFormAttribute(name));
    }

    /** The names of the parts of a form that are no files. */
    public Set<String> formFields() {
        return context.request().formAttributes().names();
    }

    public IfMatch ifMatch() {
        return IfMatch.of(context.request().getHeader("If-Match"));
    }

    /** What all that it does follows from. */
    public Cause cause() {
        return RequestTrace.cause(context);
    }

    public String requestId() {
        return RequestId.of(context);
    }

    /** The client's address: as this server sees it, or as a trusted proxy told it. */
    public String remoteAddress() {
        return TrustedProxies.addressOf(context);
    }

    /** Whether the client's connection is encrypted, be it by this server or by a trusted proxy. */
    public boolean isEncrypted() {
        return TrustedProxies.isEncrypted(context);
    }

    /**
     * The one of some media types that the client would rather have than the usual JSON, by its header {@code Accept};
     * empty when it takes JSON as gladly and does not name another.
     */
    public Optional<String> preferred(List<String> mediaTypes) {
        return AcceptHeader.of(context).preferred(mediaTypes, RequestBody.JSON);
    }

    /** The media type of the body in lower case and without its parameters; empty when none was sent. */
    public String contentType() {
        return RequestBody.contentType(context);
    }

    /** Where the request comes from, also for a public operation, which has no actor. */
    public Origin origin() {
        return originOf(context);
    }

    /** Has the log name the request by another path, for one that has a secret in it. */
    public void logAs(String path) {
        AccessLog.name(context, path);
    }

    /** The request underneath, for streams and uploads. */
    public RoutingContext context() {
        return context;
    }
}
