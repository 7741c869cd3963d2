package dev.guildhall.core.http;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.guildhall.core.schema.JsonSchemaValidator;
import io.vertx.core.file.FileSystem;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.json.schema.Validator;

/**
 * A repository that makes the validator of a schema once, as a {@link JsonSchemaValidator}. The library's own makes one for each
 * parameter and body of each request, and copies everything it knows into each.
 */
final class CompiledSchemas implements SchemaRepository {

    private final SchemaRepository schemas;
    /** Weak keys are the same only if they are the same object, which spares comparing whole schemas. */
    private final LoadingCache<JsonSchema, Validator> validators;

    CompiledSchemas(SchemaRepository schemas) {
        this.schemas = schemas;
        this.validators =
                Caffeine.newBuilder().weakKeys().build(schema -> new JsonSchemaValidator((JsonObject) schema));
    }

    @Override
    public Validator validator(JsonSchema schema) {
        return validators.get(schema);
    }

    @Override
    public Validator validator(String reference) {
        return schemas.validator(reference);
    }

    @Override
    public Validator validator(String reference, JsonSchemaOptions options) {
        return schemas.validator(reference, options);
    }

    @Override
    public Validator validator(JsonSchema schema, JsonSchemaOptions options, boolean dereference) {
        return schemas.validator(schema, options, dereference);
    }

    @Override
    public SchemaRepository dereference(JsonSchema schema) {
        schemas.dereference(schema);
        return this;
    }

    @Override
    public SchemaRepository dereference(String uri, JsonSchema schema) {
        schemas.dereference(uri, schema);
        return this;
    }

    @Override
    public SchemaRepository preloadMetaSchema(FileSystem files) {
        schemas.preloadMetaSchema(files);
        return this;
    }

    @Override
    public SchemaRepository preloadMetaSchema(FileSystem files, Draft draft) {
        schemas.preloadMetaSchema(files, draft);
        return this;
    }

    @Override
    public JsonObject resolve(JsonObject schema) {
        return schemas.resolve(schema);
    }

    @Override
    public JsonSchema find(String pointer) {
        return schemas.find(pointer);
    }
}
