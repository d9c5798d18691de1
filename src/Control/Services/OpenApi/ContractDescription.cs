using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace GridFlow.Control.Services.OpenApi;

/// <summary>The proto of the control plane with its comments, which generated code does not keep; the build writes it (Control.csproj).</summary>
internal static class ContractDescription
{
    private const string Resource = "pipeline_control.pb";

    /// <summary>The service.</summary>
    public static ServiceDescriptor ReadService()
    {
        using var stream = typeof(ContractDescription).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException($"The build has not embedded {Resource}.");
        var files = FileDescriptorSet.Parser.ParseFrom(stream).File.Select(file => file.ToByteString());
        return FileDescriptor.BuildFromByteStrings(files, new ExtensionRegistry { AnnotationsExtensions.Http })
            .Single(file => file.Package == "gridflow.v1")
            .Services.Single();
    }

    /// <summary>What the proto says about something, as one paragraph; null when it says nothing.</summary>
    public static string? CommentOn(IDescriptor descriptor)
    {
        var declaration = descriptor switch
        {
            DescriptorBase known => known.Declaration,
            _ => null,
        };
        var lines = (declaration?.LeadingComments ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines.Length > 0 ? string.Join(' ', lines) : null;
    }
}
