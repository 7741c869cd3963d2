/** JSON Schema as the product uses it: draft 2020-12, with errors that name the field at fault. */
package dev.guildhall.core.schema;
