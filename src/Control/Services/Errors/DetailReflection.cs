using Google.Protobuf.Reflection;
using Google.Rpc;
using GridFlow.V1;
using Grpc.Health.V1;
using Grpc.Reflection;

namespace GridFlow.Control.Services.Errors;

/// <summary>Server reflection that also knows the messages in the details of errors, so that grpcurl shows them as text.</summary>
internal static class DetailReflection
{
    private static readonly string[] Services = [PipelineControl.Descriptor.FullName, Health.Descriptor.FullName];

    private static readonly FileDescriptor[] Files = [PipelineControlReflection.Descriptor, HealthReflection.Descriptor, ErrorDetailsReflection.Descriptor];

    public static void AddDetailReflection(this IServiceCollection services)
    {
        // In front of the defaults, which are made of the services alone.
        services.AddSingleton(new ReflectionServiceImpl(Services, SymbolRegistry.FromFiles(Files)));
        services.AddSingleton(new ReflectionV1ServiceImpl(Services, SymbolRegistry.FromFiles(Files)));
        services.AddGrpcReflection();
    }
}
