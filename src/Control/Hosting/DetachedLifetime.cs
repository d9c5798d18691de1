namespace GridFlow.Control.Hosting;

/// <summary>Keeps the web host from reacting to signals: the pipeline stops first, then the host.</summary>
internal sealed class DetachedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
