using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;
using Microsoft.OpenApi;

namespace GridFlow.Control.Services.OpenApi;

/// <summary>Messages and enums of the proto as JSON schemas, in the form in which the JSON transcoding reads and writes them.</summary>
internal sealed class SchemaGenerator(OpenApiDocument document)
{
    private readonly HashSet<string> _known = [];

    /// <summary>A reference to the schema of a message; the schema is made when it is new.</summary>
    public IOpenApiSchema Reference(MessageDescriptor message)
    {
        if (_known.Add(message.Name))
        {
            var schema = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = ContractDescription.CommentOn(message),
                Properties = new Dictionary<string, IOpenApiSchema>(),
            };
            // In the document first: a message may contain itself.
            document.AddComponent(message.Name, schema);
            foreach (var field in message.Fields.InDeclarationOrder())
            {
                schema.Properties[field.JsonName] = Of(field);
            }
        }

        return new OpenApiSchemaReference(message.Name, document);
    }

    /// <summary>The schema of a field, with its comment.</summary>
    public IOpenApiSchema Of(FieldDescriptor field)
    {
        var comment = Comment(field);
        if (field.IsMap)
        {
            return new OpenApiSchema { Type = JsonSchemaType.Object, Description = comment, AdditionalProperties = Single(field.MessageType.FindFieldByName("value"), null) };
        }

        return field.IsRepeated
            ? new OpenApiSchema { Type = JsonSchemaType.Array, Description = comment, Items = Single(field, null) }
            : Single(field, comment);
    }

    private IOpenApiSchema Single(FieldDescriptor field, string? comment) => field.FieldType switch
    {
        FieldType.Message => Message(field.MessageType, comment),
        FieldType.Enum => Described(Enum(field.EnumType), comment),
        FieldType.String => new OpenApiSchema { Type = JsonSchemaType.String, Description = comment },
        FieldType.Bool => new OpenApiSchema { Type = JsonSchemaType.Boolean, Description = comment },
        FieldType.Double => new OpenApiSchema { Type = JsonSchemaType.Number, Format = "double", Description = comment },
        FieldType.Int32 => new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Description = comment },
        FieldType.Int64 => new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64", Description = comment },
        _ => throw new NotSupportedException($"{field.FullName}: say here how {field.FieldType} looks in JSON"),
    };

    private IOpenApiSchema Message(MessageDescriptor message, string? comment) => message.FullName switch
    {
        "google.protobuf.Timestamp" => new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time", Description = comment },
        "google.protobuf.Duration" => new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Pattern = @"^-?\d+(\.\d{1,9})?s$",
            Description = comment,
        },
        _ => Described(Reference(message), comment),
    };

    private OpenApiSchemaReference Enum(EnumDescriptor type)
    {
        if (_known.Add(type.Name))
        {
            var words = type.Values.Select(value => ContractDescription.CommentOn(value) is { } comment ? $"- `{value.Name}`: {comment}" : $"- `{value.Name}`");
            document.AddComponent(type.Name, new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Description = string.Join('\n', [ContractDescription.CommentOn(type) ?? type.Name, "", .. words]),
                Enum = [.. type.Values.Select(value => (JsonNode)value.Name)],
            });
        }

        return new OpenApiSchemaReference(type.Name, document);
    }

    // OpenAPI 3.0 ignores what stands beside a reference.
    private static IOpenApiSchema Described(IOpenApiSchema reference, string? comment) =>
        comment is null ? reference : new OpenApiSchema { AllOf = [reference], Description = comment };

    private static string? Comment(FieldDescriptor field)
    {
        var comment = ContractDescription.CommentOn(field);
        return field.RealContainingOneof is { } choice
            ? $"{comment} (One of: {string.Join(", ", choice.Fields.Select(other => other.JsonName))}.)".Trim()
            : comment;
    }
}
