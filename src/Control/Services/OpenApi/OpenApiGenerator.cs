using Google.Api;
using Google.Protobuf.Reflection;
using GridFlow.Control.Services.Audit;
using GridFlow.Telemetry;
using Microsoft.OpenApi;

namespace GridFlow.Control.Services.OpenApi;

/// <summary>The control plane as an OpenAPI document, made of the proto: its http rules, messages and comments.</summary>
internal static class OpenApiGenerator
{
    private const string Json = "application/json";
    private const string ErrorName = "Status";

    /// <summary>Makes the document.</summary>
    public static OpenApiDocument Generate()
    {
        var service = ContractDescription.ReadService();
        var document = new OpenApiDocument
        {
            Info = new OpenApiInfo { Title = "GridFlow control plane", Version = "v1", Description = $"{ContractDescription.CommentOn(service)} GridFlow {ProductVersion.Text}." },
            Paths = [],
            Components = new OpenApiComponents(),
        };
        document.AddComponent(ErrorName, ErrorSchema());
        var schemas = new SchemaGenerator(document);
        foreach (var method in service.Methods)
        {
            var (verb, path) = Route(method);
            if (!document.Paths.TryGetValue(path, out var item))
            {
                document.Paths[path] = item = new OpenApiPathItem { Operations = [] };
            }

            item.Operations!.Add(verb, Operation(method, verb, document, schemas));
        }

        return document;
    }

    private static (HttpMethod Verb, string Path) Route(MethodDescriptor method) => method.GetOptions()?.GetExtension(AnnotationsExtensions.Http) switch
    {
        { PatternCase: HttpRule.PatternOneofCase.Get } rule => (HttpMethod.Get, rule.Get),
        { PatternCase: HttpRule.PatternOneofCase.Post, Body: "*" } rule => (HttpMethod.Post, rule.Post),
        var rule => throw new NotSupportedException($"{method.FullName}: say here how {rule} looks in OpenAPI"),
    };

    private static OpenApiOperation Operation(MethodDescriptor method, HttpMethod verb, OpenApiDocument document, SchemaGenerator schemas)
    {
        var comment = ContractDescription.CommentOn(method) ?? method.Name;
        var operation = new OpenApiOperation
        {
            OperationId = method.Name,
            Summary = comment.Split(". ")[0].TrimEnd('.'),
            Description = method.IsServerStreaming ? $"{comment} A stream: one JSON object a line, until the client leaves." : comment,
            Responses = new OpenApiResponses
            {
                ["200"] = new OpenApiResponse { Description = method.IsServerStreaming ? "One of these a line." : "Done.", Content = Content(schemas.Reference(method.OutputType)) },
                ["default"] = new OpenApiResponse { Description = "An error.", Content = Content(new OpenApiSchemaReference(ErrorName, document)) },
            },
        };
        if (verb == HttpMethod.Get)
        {
            operation.Parameters = [.. method.InputType.Fields.InDeclarationOrder().Select(field => Query(field, schemas))];
        }
        else
        {
            operation.Parameters = [User()];
            operation.RequestBody = new OpenApiRequestBody { Required = true, Content = Content(schemas.Reference(method.InputType)) };
        }

        return operation;
    }

    private static OpenApiParameter Query(FieldDescriptor field, SchemaGenerator schemas) => new()
    {
        Name = field.JsonName,
        In = ParameterLocation.Query,
        Description = ContractDescription.CommentOn(field),
        Schema = schemas.Of(field),
    };

    private static OpenApiParameter User() => new()
    {
        Name = Callers.UserHeader,
        In = ParameterLocation.Header,
        Description = "Who asks, for the audit trail.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = Callers.MaxUserLength },
    };

    private static Dictionary<string, IOpenApiMediaType> Content(IOpenApiSchema schema) => new() { [Json] = new OpenApiMediaType { Schema = schema } };

    private static OpenApiSchema ErrorSchema() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "google.rpc.Status: what went wrong, for people and for programs.",
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["code"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Description = "gRPC status code, for example 3 for INVALID_ARGUMENT." },
            ["message"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "What is wrong, as a sentence." },
            ["details"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Description = "google.rpc.BadRequest with every field that is wrong, google.rpc.ErrorInfo with a stable reason, google.rpc.RetryInfo.",
                Items = new OpenApiSchema { Type = JsonSchemaType.Object, AdditionalPropertiesAllowed = true },
            },
        },
    };
}
