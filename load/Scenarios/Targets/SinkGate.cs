using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace GridFlow.Load.Scenarios.Targets;

/// <summary>
/// A proxy in front of one broker that can hold back what producers send, and only that: consumers, group and coordinator go on. So the result sink stands still
/// while everything else works, which a broker that stops cannot show.
/// </summary>
/// <remarks>
/// A Kafka client leaves a proxy for the address that the broker advertises, so the broker needs a listener that advertises <see cref="Listen"/>. The gate reads the
/// head of each request: a connection that has once spoken as a producer is held back while the gate is closed.
/// </remarks>
internal sealed class SinkGate : IAsyncDisposable
{
    // Produce, InitProducerId, AddPartitionsToTxn, AddOffsetsToTxn, EndTxn, TxnOffsetCommit.
    private static readonly short[] OfProducers = [0, 22, 24, 25, 26, 28];
    private const int LongestRequest = 256 * 1024 * 1024;

    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private readonly (string Host, int Port) _upstream;
    private volatile TaskCompletionSource _open = Opened();

    public SinkGate(SinkGateAddress address)
    {
        Listen = address.Listen;
        _upstream = (address.UpstreamHost, address.UpstreamPort);
        _listener = new TcpListener(address.Listen);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where the pipeline connects to.</summary>
    public IPEndPoint Listen { get; }

    /// <summary>Holds producers back, or lets them go on.</summary>
    public void Set(bool open)
    {
        if (open)
        {
            _open.TrySetResult();
        }
        else if (_open.Task.IsCompleted)
        {
            _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                connections.RemoveAll(connection => connection.IsCompleted);
                connections.Add(ServeAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        using var server = new TcpClient { NoDelay = true };
        client.NoDelay = true;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        try
        {
            await server.ConnectAsync(_upstream.Host, _upstream.Port, end.Token);
            var requests = ForwardAsync(client.GetStream(), server.GetStream(), end.Token);
            var answers = server.GetStream().CopyToAsync(client.GetStream(), end.Token);
            await Task.WhenAny(requests, answers);
            await end.CancelAsync();
            client.Close();
            server.Close();
            await Task.WhenAll(requests, answers);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side has gone, and with it the other: what a broker's end of a connection looks like.
        }
    }

    /// <summary>Request by request, because the gate closes between two of them and never within one.</summary>
    private async Task ForwardAsync(NetworkStream from, NetworkStream to, CancellationToken stop)
    {
        var buffer = new byte[64 * 1024];
        for (var isProducer = false; await from.ReadAtLeastAsync(buffer.AsMemory(0, 6), 6, throwOnEndOfStream: false, stop) == 6;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(buffer) + 4;
            isProducer |= OfProducers.Contains(BinaryPrimitives.ReadInt16BigEndian(buffer.AsSpan(4)));
            if (length is < 6 or > LongestRequest)
            {
                throw new IOException("This is not Kafka's protocol.");
            }

            if (isProducer)
            {
                await _open.Task.WaitAsync(stop);
            }

            if (buffer.Length < length)
            {
                buffer = [.. buffer.AsSpan(0, 6), .. new byte[length - 6]];
            }

            await from.ReadExactlyAsync(buffer.AsMemory(6, length - 6), stop);
            await to.WriteAsync(buffer.AsMemory(0, length), stop);
        }
    }
}
