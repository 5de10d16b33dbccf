// Centrifuge, the Go library that Centrifugo is made of: everybody may subscribe to a channel, and publish there.
package main

import (
	"context"
	"log"
	"net/http"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/centrifugal/centrifuge"
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("centrifuge: takes a port")
	}
	// The default of 1 MiB is too little for the bursts.
	node, err := centrifuge.New(centrifuge.Config{ClientQueueMaxSize: 16 << 20})
	if err != nil {
		log.Fatal(err)
	}
	node.OnConnecting(func(context.Context, centrifuge.ConnectEvent) (centrifuge.ConnectReply, error) {
		return centrifuge.ConnectReply{Credentials: &centrifuge.Credentials{}}, nil // anonymous
	})
	node.OnConnect(func(client *centrifuge.Client) {
		client.OnSubscribe(func(_ centrifuge.SubscribeEvent, reply centrifuge.SubscribeCallback) {
			reply(centrifuge.SubscribeReply{}, nil)
		})
		client.OnPublish(func(said centrifuge.PublishEvent, reply centrifuge.PublishCallback) {
			reply(centrifuge.PublishReply{Options: centrifuge.PublishOptions{ClientInfo: said.ClientInfo}}, nil)
		})
	})
	if err := node.Run(); err != nil {
		log.Fatal(err)
	}
	collectWhenAsked()
	http.Handle("/connection/websocket", centrifuge.NewWebsocketHandler(node, centrifuge.WebsocketConfig{}))
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Args[1], nil))
}

// collectWhenAsked runs the garbage collector on SIGUSR2: that is sent before memory is read.
func collectWhenAsked() {
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGUSR2)
	go func() {
		for range asked {
			debug.FreeOSMemory()
		}
	}()
}
