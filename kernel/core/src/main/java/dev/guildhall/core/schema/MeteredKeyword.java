package dev.guildhall.core.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.format.Format;
import com.networknt.schema.keyword.FormatKeyword;
import com.networknt.schema.keyword.Keyword;
import com.networknt.schema.keyword.KeywordValidator;
import com.networknt.schema.keyword.NonValidationKeyword;
import com.networknt.schema.path.NodePath;
import com.networknt.schema.vocabulary.Vocabularies;
import java.util.Map;
import java.util.Set;

/** A keyword that pays for what it does to the {@link Meter} of the validation. */
final class MeteredKeyword implements Keyword {

    /** They look at all of a value, however deep. */
    private static final Set<String> WHOLE_VALUE = Set.of("const", "enum", "uniqueItems");

    /** They match names of properties with patterns. */
    private static final Set<String> MATCHING = Set.of("patternProperties", "additionalProperties");

    /** What they go through for each value is not the size of the schema, or nothing. */
    private static final Set<String> OF_FIXED_COST =
            Set.of("const", "enum", "$defs", "definitions", "default", "examples");

    /** A character takes one step of a pattern in about this part of a unit. */
    private static final int STEPS_PER_UNIT = 8;

    private static final String FORMAT = "format";

    private final Keyword keyword;

    private MeteredKeyword(Keyword keyword) {
        this.keyword = keyword;
    }

    /** The dialect with every keyword metered and every format bounded, under another name. */
    static Dialect inAllOf(Dialect dialect) {
        var metered = dialect.getVocabularies().keySet().stream()
                .flatMap(vocabulary -> Vocabularies.getVocabulary(vocabulary).getKeywords().stream())
                .filter(keyword -> !keyword.getValue().equals(FORMAT))
                .map(MeteredKeyword::new)
                .toList();
        return Dialect.builder("guildhall", dialect)
                .keywords(keywords -> keywords.replaceAll(
                        (name, keyword) -> name.equals(FORMAT) ? keyword : new MeteredKeyword(keyword)))
                .keywords(metered)
                .formats(BoundedFormats.all())
                .formatKeywordFactory(MeteredKeyword::format)
                .unknownKeywordFactory((keyword, context) -> new NonValidationKeyword(keyword))
                .build();
    }

    /** The keyword {@code format}, which the library wants to be of a class of its own. */
    private static FormatKeyword format(Map<String, Format> formats) {
        return new FormatKeyword(formats) {
            @Override
            public KeywordValidator newValidator(
                    SchemaLocation location, JsonNode schema, Schema parent, SchemaContext context) {
                return new Validator(super.newValidator(location, schema, parent, context), schema, parent);
            }
        };
    }

    @Override
    public String getValue() {
        return keyword.getValue();
    }

    @Override
    public KeywordValidator newValidator(SchemaLocation location, JsonNode schema, Schema parent, SchemaContext context)
            throws Exception {
        return new Validator(keyword.newValidator(location, schema, parent, context), schema, parent);
    }

    private static final class Validator implements KeywordValidator {

        private final KeywordValidator validator;
        private final boolean isForWholeValue;
        private final int fixedCost;
        private final int textCost;
        private final int nameCost;

        Validator(KeywordValidator validator, JsonNode schema, Schema parent) {
            this.validator = validator;
            var keyword = validator.getKeyword();
            this.isForWholeValue = WHOLE_VALUE.contains(keyword);
            this.fixedCost = 1 + (OF_FIXED_COST.contains(keyword) ? 0 : schema.size());
            this.textCost = keyword.equals("pattern") ? steps(schema.textValue()) : keyword.equals(FORMAT) ? 1 : 0;
            this.nameCost = MATCHING.contains(keyword) ? steps(parent) : 0;
        }

        private static int steps(Schema schema) {
            var steps = 0;
            var patterns = schema.getSchemaNode().path("patternProperties").fieldNames();
            while (patterns.hasNext()) {
                steps += steps(patterns.next());
            }
            return steps;
        }

        private static int steps(String pattern) {
            return LinearPattern.of(pattern).size();
        }

        @Override
        public void validate(ExecutionContext context, JsonNode value, JsonNode root, NodePath place) {
            var meter = (Meter) context;
            meter.charge(fixedCost + (long) value.size());
            if (isForWholeValue) {
                meter.chargeWhole(value);
            }
            if (textCost > 0 && value.isTextual()) {
                meter.charge((long) value.textValue().length() * textCost / STEPS_PER_UNIT);
            }
            if (nameCost > 0) {
                value.fieldNames()
                        .forEachRemaining(name -> meter.charge((long) name.length() * nameCost / STEPS_PER_UNIT));
            }
            meter.enter();
            validator.validate(context, value, root, place);
            meter.leave();
        }

        @Override
        public void preloadSchema() {
            validator.preloadSchema();
        }

        @Override
        public String getKeyword() {
            return validator.getKeyword();
        }

        @Override
        public SchemaLocation getSchemaLocation() {
            return validator.getSchemaLocation();
        }
    }
}
