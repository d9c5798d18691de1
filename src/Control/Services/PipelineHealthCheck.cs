using GridFlow.Control.Hosting;
using GridFlow.Topology;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace GridFlow.Control.Services;

/// <summary>SERVING while readings are scored, and while an operator has paused that: nobody must restart an instance for it.</summary>
internal sealed class PipelineHealthCheck(InstanceState instance) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var status = instance.GetStatus();
        var description = string.Join(' ', status.Conditions);
        return Task.FromResult(status.State is PipelineState.Running or PipelineState.Paused ? HealthCheckResult.Healthy(description) : HealthCheckResult.Unhealthy($"{status.State}: {description}"));
    }
}
