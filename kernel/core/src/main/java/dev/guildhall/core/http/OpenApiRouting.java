package dev.guildhall.core.http;

import dev.guildhall.core.error.Problem.Detail;
import dev.guildhall.core.schema.SchemaFaults;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.json.schema.common.dsl.SchemaType;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.OpenAPIVersion;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import io.vertx.openapi.contract.impl.OpenAPIContractImpl;
import io.vertx.openapi.impl.OpenAPIFormatValidator;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.SchemaValidationException;
import io.vertx.openapi.validation.ValidatorException;
import io.vertx.openapi.validation.impl.RequestValidatorImpl;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What {@code vertx-openapi} and {@code vertx-web-openapi-router} make of a contract; nobody else knows of them. They
 * follow its references, match its paths, and read the parameters that are no texts.
 */
final class OpenApiRouting {

    private final Map<String, OpenAPIContract> paths = new LinkedHashMap<>();
    private final Map<String, RoutedOperation> operations = new LinkedHashMap<>();
    private final SchemaRepository schemas;
    private final RequestValidatorImpl validator;

    private OpenApiRouting(Vertx vertx, JsonObject resolved, OpenAPIVersion version, SchemaRepository schemas) {
        this.schemas = schemas;
        this.validator = new RequestValidatorImpl(vertx, new OpenAPIContractImpl(resolved, version, schemas));
        resolved.getJsonObject("paths").forEach(path -> {
            var part = new JsonObject(new LinkedHashMap<>(resolved.getMap()))
                    .put("paths", new JsonObject().put(path.getKey(), path.getValue()));
            paths.put(path.getKey(), new OpenAPIContractImpl(part, version, schemas));
        });
        paths.values().stream()
                .flatMap(part -> part.operations().stream())
                .forEach(declared -> operations.put(declared.getOperationId(), operation(declared)));
    }

    /** Fails when a document is not valid OpenAPI. */
    static Future<Void> verify(Vertx vertx, JsonObject document) {
        return OpenAPIContract.from(vertx, document).mapEmpty();
    }

    /** Of a document that was found valid. */
    static Future<OpenApiRouting> of(Vertx vertx, JsonObject document) {
        var version = OpenAPIVersion.fromContract(document);
        var library = SchemaRepository.create(
                new JsonSchemaOptions()
                        .setDraft(Draft.DRAFT202012)
                        .setBaseUri("app://")
                        .setOutputFormat(OutputFormat.Basic),
                new OpenAPIFormatValidator());
        return version.resolve(vertx, library, document)
                .map(resolved -> new OpenApiRouting(vertx, resolved, version, new CompiledSchemas(library)));
    }

    Set<String> paths() {
        return paths.keySet();
    }

    /** The operations of all paths, by their ids. */
    Map<String, RoutedOperation> operations() {
        return operations;
    }

    SchemaRepository schemas() {
        return schemas;
    }

    /** A router of one path, which does for each of its operations what the handlers do and nothing else. */
    Router router(Vertx vertx, String path, Function<RoutedOperation, List<Handler<RoutingContext>>> handlers) {
        var builder = RouterBuilder.create(vertx, paths.get(path));
        builder.getRoutes().forEach(route -> {
            route.setDoSecurity(false).setDoValidation(false);
            handlers.apply(operations.get(route.getOperation().getOperationId()))
                    .forEach(route::addHandler);
        });
        return builder.createRouter();
    }

    private RoutedOperation operation(Operation declared) {
        var body = Optional.ofNullable(declared.getRequestBody());
        return new RoutedOperation(
                declared.getOperationId(),
                declared.getOpenAPIPath(),
                declared.getHttpMethod(),
                declared.getParameters().stream().map(this::parameter).toList(),
                body.map(of -> bodies(declared, of)).orElse(Map.of()),
                body.filter(of -> of.isRequired()).isPresent());
    }

    private static Map<String, JsonSchema> bodies(Operation declared, io.vertx.openapi.contract.RequestBody body) {
        var schemas = new LinkedHashMap<String, JsonSchema>();
        schemas.put(RequestBody.JSON, body.getContent().get(RequestBody.JSON).getSchema());
        if (declared.getHttpMethod().equals(HttpMethod.PATCH)) {
            schemas.put(RequestBody.MERGE_PATCH, schemas.get(RequestBody.JSON));
        }
        body.getOpenAPIModel()
                .getJsonObject("content")
                .getJsonObject(RequestBody.JSON)
                .getJsonObject(RoutingSchemas.OTHER_TYPES, new JsonObject())
                .forEach(type -> {
                    // The library notes something of its own in every object.
                    if (type.getValue() instanceof JsonObject schema) {
                        schemas.put(type.getKey(), JsonSchema.of(schema));
                    }
                });
        return schemas;
    }

    private DeclaredParameter parameter(Parameter declared) {
        var in = DeclaredParameter.In.valueOf(declared.getIn().name());
        return new DeclaredParameter(
                declared.getName(),
                in,
                declared.getOpenAPIModel(),
                declared.getSchema(),
                sent -> faults(declared, sent));
    }

    // The library's own reading of a text takes it for the inside of a JSON string, and {@code role = "ADMIN"} for
    // malformed.
    private List<Detail> faults(Parameter declared, String sent) {
        if (sent != null && declared.getSchemaType() == SchemaType.STRING) {
            return faults(declared.getName(), declared.getSchema(), sent);
        }
        try {
            validator.validateParameter(declared, new Sent(sent));
            return List.of();
        } catch (SchemaValidationException invalid) {
            return SchemaFaults.of(invalid.getOutputUnit(), declared.getName());
        } catch (ValidatorException invalid) {
            return List.of(new Detail(declared.getName(), invalid.getMessage()));
        }
    }

    private List<Detail> faults(String name, JsonSchema schema, String text) {
        var output = schemas.validator(schema).validate(text);
        return output.getValid() ? List.of() : SchemaFaults.of(output, name);
    }

    private record Sent(Object get) implements RequestParameter {}
}
