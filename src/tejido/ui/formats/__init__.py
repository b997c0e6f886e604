"""How each language writes dates and numbers where Django means another country than ours."""
