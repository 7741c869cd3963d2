/** JSON Schema (draft 2020-12) as third parties hand it in. */
package dev.guildhall.core.schema;
