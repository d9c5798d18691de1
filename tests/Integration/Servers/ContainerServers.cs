using DotNet.Testcontainers.Builders;
using Testcontainers.Kafka;

namespace GridFlow.Integration.Servers;

/// <summary>Kafka and Apicurio Registry in containers, for machines with Docker and without the kit.</summary>
internal static class ContainerServers
{
    private const string KafkaImage = "apache/kafka:4.1.0";
    private const string RegistryImage = "quay.io/apicurio/apicurio-registry:3.0.9";
    private const ushort RegistryPort = 8080;

    /// <summary>Starts both; null when no Docker engine answers.</summary>
    public static async Task<SharedServers?> TryStartAsync()
    {
        try
        {
            var kafka = new KafkaBuilder(KafkaImage).Build();
            var registry = new ContainerBuilder(RegistryImage)
                .WithPortBinding(RegistryPort, assignRandomHostPort: true)
                .WithWaitStrategy(Wait.ForUnixContainer().UntilHttpRequestIsSucceeded(request => request.ForPort(RegistryPort).ForPath("/health/ready")))
                .Build();
            await Task.WhenAll(kafka.StartAsync(), registry.StartAsync());
            return new SharedServers(
                kafka.GetBootstrapAddress(),
                $"http://{registry.Hostname}:{registry.GetMappedPublicPort(RegistryPort)}/apis/ccompat/v7",
                [kafka, registry]);
        }
        catch (DockerUnavailableException)
        {
            return null;
        }
    }
}
